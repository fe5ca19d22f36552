import { CancellationScope } from '@temporalio/workflow';
import type { OperationRequest } from '../domain/operation';
import type { OperationOutcome } from '../domain/outcome';
import { fail } from './failure';
import { performOperation } from './operation';
import type { OperationInput } from './vps-state';

/**
 * Deletes a VPS: its container and, if asked, its snapshots. Named volumes are a person's own and stay; anonymous ones
 * go with the snapshots.
 */
export async function deleteVps(
  input: OperationInput<OperationRequest<'delete'>>,
): Promise<OperationOutcome> {
  return performOperation(input, async (operation) => {
    const { task_id, container, snapshots } = operation.record;
    const { snapshots: fate } = operation.request.params;
    if (snapshots.length > 0 && fate === undefined) {
      fail(
        'snapshots_exist',
        `${task_id} has ${snapshots.length} snapshot(s). Say what becomes of them: ?snapshots=delete or ?snapshots=keep.`,
      );
    }
    // What is removed cannot be brought back: a cancellation comes too late from here on.
    await CancellationScope.nonCancellable(async () => {
      if (container !== null) {
        await operation.step('destroyContainer', 'Remove the container', {
          task_id,
          container_id: container.id,
          anonymous_volumes: fate !== 'keep',
          volumes: container.not_captured.filter(({ type }) => type === 'volume').map(({ source }) => source),
        });
        operation.apply({ type: 'container', container: null });
      }
      if (fate === 'delete' && snapshots.length > 0) {
        const { removed } = await operation.step(
          'removeSnapshots',
          `Remove ${snapshots.length} snapshot(s)`,
          {
            task_id,
            snapshot_ids: snapshots.map(({ id }) => id),
          },
        );
        operation.apply({ type: 'snapshots_removed', ids: removed });
      }
      await operation.step('sweep', 'Leave nothing behind', { task_id, keep_container_id: null });
      operation.apply({ type: 'deleted' });
    });
    // With `delete`, what is kept is what another container stands on.
    return {
      message: 'VPS deleted',
      task_id,
      snapshots_kept: operation.record.snapshots.map(({ tag }) => tag),
    };
  });
}
