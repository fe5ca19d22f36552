import { CancellationScope, log } from '@temporalio/workflow';
import type { ContainerFacts } from '../domain/container';
import { stepFailure } from './failure';
import type { Operation } from './operation';

/**
 * Removes the container whose replacement has been verified. By now the restart has succeeded, so neither a
 * cancellation nor a failure of the removal turns it back; what stays is swept later.
 */
export async function removeAside(operation: Operation, { id }: ContainerFacts): Promise<void> {
  await CancellationScope.nonCancellable(async () => {
    try {
      await operation.step('removeContainer', 'Remove the old container', {
        task_id: operation.record.task_id,
        container_id: id,
      });
    } catch (error) {
      log.warn('The old container could not be removed', {
        container_id: id,
        error: stepFailure(error)?.message,
      });
    }
  });
}
