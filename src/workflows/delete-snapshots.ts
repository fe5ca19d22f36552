import { CancellationScope } from '@temporalio/workflow';
import type { OperationRequest } from '../domain/operation';
import type { OperationOutcome } from '../domain/outcome';
import { findSnapshot, isInUse, type VpsRecord } from '../domain/vps';
import { fail } from './failure';
import { type Operation, performOperation } from './operation';
import type { OperationInput } from './vps-state';

/** Deletes one snapshot. Refuses one that is pinned, or that the VPS's container stands on. */
export async function deleteSnapshot(
  input: OperationInput<OperationRequest<'delete_snapshot'>>,
): Promise<OperationOutcome> {
  return performOperation(input, async (operation) => {
    const { task_id } = operation.record;
    const { snapshot_id } = operation.request.params;
    const snapshot =
      findSnapshot(operation.record, snapshot_id) ??
      fail('snapshot_not_found', `${task_id} has no snapshot ${snapshot_id}.`);
    if (snapshot.pinned) fail('snapshot_pinned', `Snapshot ${snapshot_id} is pinned; unpin it first.`);
    if (isInUse(operation.record, snapshot_id)) failInUse(snapshot_id);

    const removed = await remove(operation, `Remove snapshot ${snapshot_id}`, [snapshot_id]);
    if (!removed.includes(snapshot_id)) failInUse(snapshot_id);
    return { message: 'Snapshot deleted', task_id, snapshot_id };
  });
}

/** Deletes every snapshot that may go, and says which stay and why. */
export async function deleteSnapshots(
  input: OperationInput<OperationRequest<'delete_snapshots'>>,
): Promise<OperationOutcome> {
  return performOperation(input, async (operation) => {
    const { task_id, snapshots: found } = operation.record;
    const candidates = operation.record.snapshots.filter((snapshot) => !whyKept(operation.record, snapshot));
    const ids = candidates.map(({ id }) => id);
    if (ids.length > 0) await remove(operation, `Remove ${ids.length} snapshot(s)`, ids);
    const kept = operation.record.snapshots.map((snapshot) => ({
      id: snapshot.id,
      reason: whyKept(operation.record, snapshot) ?? 'in_use',
    }));
    const deleted_count = found.length - kept.length;
    return { message: `${deleted_count} snapshot(s) deleted`, task_id, deleted_count, kept };
  });
}

/** What is removed cannot be brought back: a cancellation comes too late. Returns those that went. */
async function remove(operation: Operation, summary: string, ids: string[]): Promise<string[]> {
  return CancellationScope.nonCancellable(async () => {
    const { task_id } = operation.record;
    const { removed } = await operation.step('removeSnapshots', summary, { task_id, snapshot_ids: ids });
    operation.apply({ type: 'snapshots_removed', ids: removed });
    return removed;
  });
}

function whyKept(
  record: VpsRecord,
  { id, pinned }: { id: string; pinned: boolean },
): 'pinned' | 'in_use' | null {
  if (pinned) return 'pinned';
  return isInUse(record, id) ? 'in_use' : null;
}

function failInUse(snapshotId: string): never {
  fail('snapshot_in_use', `The VPS was brought back from snapshot ${snapshotId} and stands on it.`);
}
