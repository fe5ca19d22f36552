import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { timeoutSignal } from '../../../src/abort/timeout-signal';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => reject(new Error('it has not fired')), 2000);
    signal.addEventListener('abort', () => {
      clearTimeout(tooLate);
      resolve(signal.reason);
    });
  });

it('fires as one of several also when garbage is collected before', async () => {
  const other = new AbortController();
  const collecting = setInterval(collectGarbage, 10);
  try {
    const reason = await aborted(AbortSignal.any([AbortSignal.any([other.signal, timeoutSignal(200)])]));
    expect(reason).toMatchObject({ name: 'TimeoutError', message: 'Not within 200 ms' });
  } finally {
    clearInterval(collecting);
  }
});

it('does not fire before its time', async () => {
  const began = performance.now();
  await aborted(timeoutSignal(100));
  expect(performance.now() - began).toBeGreaterThanOrEqual(99);
});
