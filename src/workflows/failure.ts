import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { ErrorCode } from '../domain/errors';

const WAY_BACK_FAILED: ErrorCode = 'way_back_failed';

/** Ends an operation with a code of the error catalogue. */
export function fail(code: ErrorCode, detail: string): never {
  throw ApplicationFailure.nonRetryable(detail, code);
}

/** The failure that a runner's step ended with, taken out of Temporal's wrapping; undefined for a cancellation. */
export function stepFailure(error: unknown): ApplicationFailure | undefined {
  if (isCancellation(error)) return undefined;
  const cause =
    error instanceof ActivityFailure || error instanceof ChildWorkflowFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? cause : undefined;
}

/**
 * Whether a step was cut off, with nobody to say how far it had come: its runner died, and since the operation had been
 * cancelled, the step was not begun again.
 */
export function isCutOff(error: unknown): boolean {
  return error instanceof ActivityFailure && error.cause instanceof TimeoutFailure;
}

/** A compensation that failed, and with what. */
export interface WayBackFailure {
  name: string;
  error: unknown;
}

/** The end of an operation that failed and could not be undone: it says both, and does not claim that all is as before. */
export function wayBackFailed(error: unknown, failures: readonly WayBackFailure[]): ApplicationFailure {
  const why = stepFailure(error)?.message ?? 'The operation was cancelled.';
  const undone = failures.map(
    ({ name, error: cause }) => `${name} (${stepFailure(cause)?.message ?? String(cause)})`,
  );
  return ApplicationFailure.nonRetryable(
    `${why} It could not be undone: ${undone.join('; ')}`,
    WAY_BACK_FAILED,
  );
}
