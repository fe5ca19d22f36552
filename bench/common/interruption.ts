import { onShutdownRequest } from '../../src/platform/shutdown-request';

/** Somebody pressed Ctrl-C. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface Interruption {
  /** Aborts with {@link Interrupted} at the first request to end, so that what was begun can be cleaned up. */
  giveUp: AbortSignal;
  /** Aborts at the second one, right before the process ends as it is. */
  kill: AbortSignal;
}

const INTERRUPTED_EXIT_CODE = 130;

function watchForInterruption(): Interruption {
  const giveUp = new AbortController();
  const kill = new AbortController();
  onShutdownRequest(
    () => giveUp.abort(new Interrupted('interrupted')),
    () => {
      kill.abort();
      process.exit(INTERRUPTED_EXIT_CODE);
    },
  );
  return { giveUp: giveUp.signal, kill: kill.signal };
}

/** Runs a command's work to its end, prints what it failed with, and ends the process accordingly. */
export function runToExit(work: (interruption: Interruption) => Promise<void>): void {
  const interruption = watchForInterruption();
  work(interruption).then(
    // Whatever still holds a handle must not keep a finished command alive.
    () => process.exit(0),
    (error: unknown) => {
      const isInterrupted = interruption.giveUp.aborted;
      console.error(isInterrupted ? '\nInterrupted.' : `\n${describeError(error)}`);
      process.exit(isInterrupted ? INTERRUPTED_EXIT_CODE : 1);
    },
  );
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message.trim() : '';
  const isNew = cause !== '' && !error.message.includes(cause);
  return `Failed: ${error.message}${isNew ? ` (${cause})` : ''}`;
}
