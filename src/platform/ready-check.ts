import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;
const ONE_ANSWER_MS = 3000;

/** Waits until a URL answers with a success; whether it did within the time. */
export async function waitUntilHealthy(
  url: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline && !signal.aborted) {
    try {
      const answer = await fetch(url, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(ONE_ANSWER_MS)]),
      });
      await answer.body?.cancel();
      if (answer.ok) return true;
    } catch {
      // Not listening yet.
    }
    await sleep(POLL_MS);
  }
  return false;
}
