import { CancellationScope, log } from '@temporalio/workflow';
import { planRotation, releasedSnapshots } from '../domain/retention';
import { stepFailure } from './failure';
import type { Operation } from './operation';

/**
 * Retention after a snapshot has been taken: the oldest go. Returns the ids that went.
 *
 * What is in use now goes later, see {@link removeReleased}. Never fails an operation: its snapshot is there, and what
 * could not be removed is tried again by the next operation.
 */
export async function rotate(operation: Operation): Promise<string[]> {
  const plan = planRotation(operation.record);
  operation.apply({ type: 'snapshots_expired', ids: [...plan.expire, ...plan.remove] });
  return removeReleased(operation);
}

/** Removes the snapshots that rotated out earlier, were in use then and no longer are. */
export async function removeReleased(operation: Operation): Promise<string[]> {
  const ids = releasedSnapshots(operation.record);
  if (ids.length === 0) return [];
  return CancellationScope.nonCancellable(async () => {
    try {
      const { removed } = await operation.step('removeSnapshots', `Rotate out ${ids.length} snapshot(s)`, {
        task_id: operation.record.task_id,
        snapshot_ids: ids,
      });
      operation.apply({ type: 'snapshots_removed', ids: removed });
      return removed;
    } catch (error) {
      log.warn('Rotation failed; the next operation tries again', {
        ids,
        error: stepFailure(error)?.message,
      });
      return [];
    }
  });
}
