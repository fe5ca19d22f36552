import type { Samples } from './results';

const BATCH = 20;

/** A thing that changes nothing, and takes so little time that a single run of it would say nothing. */
export interface Quick {
  what: string;
  run: () => Promise<unknown>;
}

/** Times each of them one run after the other, in milliseconds. Batches of 20 take turns; the first is not counted. */
export async function timeInTurns(
  things: readonly Quick[],
  batches: number,
  signal: AbortSignal,
): Promise<Samples[]> {
  const timed = things.map(({ what, run }) => ({ what, run, samples: [] as number[] }));
  for (let batch = -1; batch < batches; batch += 1) {
    for (const { run, samples } of timed) {
      signal.throwIfAborted();
      const times = await timeSequentially(run);
      if (batch >= 0) samples.push(...times);
    }
  }
  return timed.map(({ what, samples }) => ({ what, samples }));
}

async function timeSequentially(run: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < BATCH; count += 1) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return times;
}
