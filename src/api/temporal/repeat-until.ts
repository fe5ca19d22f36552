import { setTimeout as sleep } from 'node:timers/promises';
import { isTemporalUnreachable } from './grpc-errors';

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 300;

/** Asks again and again until it is so, until the time is over, or until Temporal is away. */
export async function repeatUntil(timeoutMs: number, isDone: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs;
  try {
    for (const pause of growingPauses()) {
      if ((await isDone()) || Date.now() > giveUpAt) return;
      await sleep(pause);
    }
  } catch (error) {
    if (!isTemporalUnreachable(error)) throw error;
  }
}

export function* growingPauses(): Generator<number> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) yield pause;
}
