import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 150;

/** Asks again and again until there is an answer; undefined when there is none in time. */
export async function poll<T>(
  withinMs: number,
  look: () => Promise<T | undefined> | T | undefined,
  everyMs = POLL_MS,
): Promise<T | undefined> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined || Date.now() > deadline) return seen;
    await sleep(everyMs);
  }
}
