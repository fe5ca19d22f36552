import { KeyedLimit } from '../../../src/api/temporal/keyed-limit';

/** Work that ends when it is told to, and knows how much of its kind runs at a time. */
function workshop() {
  const running = new Map<string, number>();
  const ends: (() => void)[] = [];
  const most = new Map<string, number>();
  const work = (key: string) => async () => {
    running.set(key, (running.get(key) ?? 0) + 1);
    most.set(key, Math.max(most.get(key) ?? 0, running.get(key) ?? 0));
    await new Promise<void>((resolve) => ends.push(resolve));
    running.set(key, (running.get(key) ?? 0) - 1);
  };
  const endAll = async (): Promise<void> => {
    while (ends.length > 0) {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { work, most, endAll };
}

describe('a limit for each key', () => {
  it('lets so many through at a time and all of them in the end', async () => {
    const limit = new KeyedLimit(2);
    const { work, most, endAll } = workshop();
    const all = Promise.all(Array.from({ length: 7 }, () => limit.run('a', work('a'))));
    await new Promise((resolve) => setImmediate(resolve));
    await endAll();
    await all;
    expect(most.get('a')).toBe(2);
  });

  it('keeps no key from another', async () => {
    const limit = new KeyedLimit(1);
    const { work, most, endAll } = workshop();
    const all = Promise.all(['a', 'a', 'b', 'c'].map((key) => limit.run(key, work(key))));
    await new Promise((resolve) => setImmediate(resolve));
    expect([...most.keys()].sort()).toEqual(['a', 'b', 'c']);
    await endAll();
    await all;
  });

  it('gives the place of work that fails to the next', async () => {
    const limit = new KeyedLimit(1);
    const order: string[] = [];
    const failing = limit.run('a', () => Promise.reject(new Error('no')));
    const next = limit.run('a', async () => void order.push('next'));
    await expect(failing).rejects.toThrow('no');
    await next;
    expect(order).toEqual(['next']);
  });
});
