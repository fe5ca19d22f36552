import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/client';
import { type ErrorCode, isErrorCode } from '../../domain/errors';

/** What an execution failed with, in the words of the error catalogue. Temporal's wrappings are looked through. */
export function readFailure(error: unknown): { code: ErrorCode; detail: string } {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ApplicationFailure && isErrorCode(cause.type ?? '')) {
      return { code: cause.type as ErrorCode, detail: cause.message };
    }
    if (cause instanceof CancelledFailure) {
      return { code: 'cancelled', detail: 'The operation was cancelled; what it had begun was undone.' };
    }
    if (cause instanceof TerminatedFailure || cause instanceof TimeoutFailure) {
      return { code: 'internal', detail: 'The operation was ended from outside, in Temporal itself.' };
    }
  }
  return {
    code: 'internal',
    detail: 'The operation failed for a reason that its history in Temporal shows.',
  };
}
