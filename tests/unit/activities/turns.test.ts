import { Turns } from '../../../src/activities/turns';

test('work under one key waits for the work before it, also for work that fails', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  let fail = (): void => undefined;
  const first = turns.take('a', async () => {
    seen.push('first begins');
    await new Promise((_, reject) => (fail = () => reject(new Error('lost'))));
  });
  const second = turns.take('a', () => Promise.resolve(seen.push('second begins')));
  const other = turns.take('b', () => Promise.resolve(seen.push('other begins')));
  await other;
  expect(seen).toEqual(['first begins', 'other begins']);
  fail();
  await expect(first).rejects.toThrow('lost');
  await second;
  expect(seen).toEqual(['first begins', 'other begins', 'second begins']);
});
