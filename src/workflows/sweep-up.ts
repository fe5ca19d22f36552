import { CancellationScope, log } from '@temporalio/workflow';
import { stepFailure } from './failure';
import type { Operation } from './operation';

/** Removes what the VPS has no use for any more. Never fails an operation: what stays, a later one removes. */
export async function sweepUp({ record, step }: Operation, summary: string): Promise<void> {
  const { task_id, container } = record;
  if (container === null) return;
  await CancellationScope.nonCancellable(async () => {
    try {
      await step('sweep', summary, { task_id, keep_container_id: container.id });
    } catch (error) {
      log.warn('A sweep failed', { error: stepFailure(error)?.message });
    }
  });
}
