import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  WorkflowFailedError,
} from '@temporalio/client';
import { readFailure } from '../../../src/api/temporal/failure';

describe('what an operation failed with', () => {
  it('is the code and the words of its own failure, however Temporal has wrapped them', () => {
    const own = ApplicationFailure.nonRetryable('5 bytes are free', 'insufficient_disk');
    const step = new ActivityFailure('Activity task failed', 'commit', 'a1', 'IN_PROGRESS', 'worker', own);
    for (const error of [own, step, new WorkflowFailedError('failed', step, 'IN_PROGRESS')]) {
      expect(readFailure(error)).toEqual({ code: 'insufficient_disk', detail: '5 bytes are free' });
    }
  });

  it('is a cancellation when it was cancelled', () => {
    expect(readFailure(new CancelledFailure('cancelled')).code).toBe('cancelled');
  });

  it('tells nothing of what is inside when it is none of ours', () => {
    const secret = 'connect ECONNREFUSED /var/run/docker.sock';
    for (const error of [
      new Error(secret),
      ApplicationFailure.nonRetryable(secret, 'TypeError'),
      new TerminatedFailure(secret),
      undefined,
    ]) {
      const { code, detail } = readFailure(error);
      expect(code).toBe('internal');
      expect(detail).not.toContain(secret);
    }
  });
});
