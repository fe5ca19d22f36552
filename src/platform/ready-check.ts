import { get } from 'node:http';
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
    if (await isHealthy(url)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

/** By the plain client of Node: `fetch` takes a tenth of a second to load. */
function isHealthy(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = get(url, { timeout: ONE_ANSWER_MS, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    call.once('timeout', () => call.destroy());
    // Not listening yet.
    call.once('error', () => resolve(false));
  });
}
