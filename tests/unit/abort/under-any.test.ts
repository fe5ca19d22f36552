import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { underAny } from '../../../src/abort/under-any';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Ends when the signal aborts, and leaves its listener there, as Temporal's client does. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

describe('what runs under any of several signals', () => {
  it('is aborted by each of them, for its reason', async () => {
    const controllers = [new AbortController(), new AbortController()];
    for (const [index, controller] of controllers.entries()) {
      const sources = controllers.map(({ signal }) => signal).slice(index);
      const ended = underAny(sources, untilAborted);
      controller.abort(new Error(`reason ${index}`));
      await expect(ended).rejects.toThrow(`reason ${index}`);
    }
  });

  it('is aborted from the start when one of them is', async () => {
    await expect(underAny([AbortSignal.abort(new Error('before'))], untilAborted)).rejects.toThrow('before');
  });

  it('is aborted when its time is over, also when garbage is collected before', async () => {
    const collecting = setInterval(collectGarbage, 10);
    try {
      await expect(underAny([], untilAborted, 200)).rejects.toMatchObject({
        name: 'TimeoutError',
        message: 'Not within 200 ms',
      });
    } finally {
      clearInterval(collecting);
    }
  });

  it('returns what it returns, and is not aborted afterwards', async () => {
    const source = new AbortController();
    const signal = await underAny([source.signal], async (given) => given, 20);
    source.abort();
    await sleep(50);
    expect(signal.aborted).toBe(false);
  });

  it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ['that end', async () => undefined],
    ['that are aborted', (signal: AbortSignal) => untilAborted(signal).catch(() => undefined)],
  ])('keeps nothing of calls %s, although their listeners stay', async (_name, call) => {
    const closing = new AbortController();
    const kept: WeakRef<object>[] = [];
    for (let count = 0; count < 50; count += 1) {
      await underAny(
        [closing.signal],
        async (signal) => {
          const ofTheCall = { signal };
          kept.push(new WeakRef(ofTheCall));
          signal.addEventListener('abort', () => ofTheCall);
          await call(signal);
        },
        5,
      );
    }
    // A weak reference holds for the turn in which it was made.
    await sleep(10);
    collectGarbage();
    expect(kept.filter((each) => each.deref() !== undefined).length).toBeLessThan(5);
    closing.abort();
  });
});
