import { setTimeout as sleep } from 'node:timers/promises';
import { type ProcessIdentity, stillRuns } from './process-identity';

const POLL_MS = 50;

/**
 * Asks a process to end, and kills it when it has not done so in time. Resolves when it is gone.
 *
 * Another process that has got the same pid meanwhile is left alone.
 */
export async function endProcess(
  seen: Pick<ProcessIdentity, 'pid' | 'started'>,
  graceMs: number,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  if (signalIfAlive(seen, signal) && !(await isGoneWithin(seen, graceMs))) {
    signalIfAlive(seen, 'SIGKILL');
    await isGoneWithin(seen, 10_000);
  }
}

function signalIfAlive(seen: Pick<ProcessIdentity, 'pid' | 'started'>, signal: NodeJS.Signals): boolean {
  if (!stillRuns(seen)) return false;
  try {
    return process.kill(seen.pid, signal);
  } catch {
    return false;
  }
}

async function isGoneWithin(seen: Pick<ProcessIdentity, 'pid' | 'started'>, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (stillRuns(seen)) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
