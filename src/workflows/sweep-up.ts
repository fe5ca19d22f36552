import { CancellationScope, log } from '@temporalio/workflow';
import { stepFailure } from './failure';
import type { Operation } from './operation';

/** Removes what a step that was cut off may have made. Never fails an operation: what stays, a later one removes. */
export async function sweepUp({ record, step }: Operation): Promise<void> {
  const { task_id, container } = record;
  if (container === null) return;
  await CancellationScope.nonCancellable(async () => {
    try {
      const input = { task_id, keep_container_id: container.id };
      await step('sweep', 'Remove what the step that was cut off has made', input);
    } catch (error) {
      log.warn('What was cut off could not be swept', { error: stepFailure(error)?.message });
    }
  });
}
