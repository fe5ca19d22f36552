import { SharedReads } from '../../../src/api/temporal/shared-reads';

/** A question whose answers come when the test says so. */
const askable = () => {
  const answers: ((value: string) => void)[] = [];
  const failures: ((error: Error) => void)[] = [];
  const ask = () =>
    new Promise<string>((resolve, reject) => {
      answers.push(resolve);
      failures.push(reject);
    });
  return { ask, answers, failures };
};

describe('reads that are shared', () => {
  it('serve all who come meanwhile by the next question, and nobody by one that was asked before', async () => {
    const { ask, answers } = askable();
    const reads = new SharedReads<string>();
    const first = reads.read('kelp', ask);
    const second = reads.read('kelp', ask);
    const third = reads.read('kelp', ask);
    expect(answers).toHaveLength(1);
    answers[0]?.('old');
    expect(await first).toBe('old');
    expect(answers).toHaveLength(2);
    const fourth = reads.read('kelp', ask);
    answers[1]?.('new');
    expect(await Promise.all([second, third])).toEqual(['new', 'new']);
    expect(answers).toHaveLength(3);
    answers[2]?.('newest');
    expect(await fourth).toBe('newest');
  });

  it('begin anew after a failure, which only those learn of whose question it was', async () => {
    const { ask, answers, failures } = askable();
    const reads = new SharedReads<string>();
    const first = reads.read('kelp', ask);
    const second = reads.read('kelp', ask);
    failures[0]?.(new Error('away'));
    await expect(first).rejects.toThrow('away');
    answers[1]?.('back');
    expect(await second).toBe('back');
    const third = reads.read('kelp', ask);
    answers[2]?.('still there');
    expect(await third).toBe('still there');
  });

  it('of different things are independent', async () => {
    const { ask, answers } = askable();
    const reads = new SharedReads<string>();
    const both = [reads.read('kelp', ask), reads.read('coral', ask)];
    answers[1]?.('coral');
    answers[0]?.('kelp');
    expect(await Promise.all(both)).toEqual(['kelp', 'coral']);
  });
});
