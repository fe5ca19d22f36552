import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  isCancellation,
} from '@temporalio/workflow';
import type { ErrorCode } from '../domain/errors';

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
