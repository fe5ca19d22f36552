import type { OperationRequest } from '../domain/operation';
import type { OperationOutcome } from '../domain/outcome';
import { performOperation } from './operation';
import { rotate } from './rotate';
import { checkSnapshotIsPossible, snapshotResult, takeSnapshot } from './take-snapshot';
import type { OperationInput } from './vps-state';

/** Takes a snapshot of a VPS in whatever state it is, then lets the oldest rotate out: never before. */
export async function createSnapshot(
  input: OperationInput<OperationRequest<'snapshot'>>,
): Promise<OperationOutcome> {
  return performOperation(input, async (operation) => {
    checkSnapshotIsPossible(operation, operation.container());
    const { snapshot, not_captured } = await takeSnapshot(operation, {
      reason: 'manual',
      ...operation.request.params,
    });
    const rotated_out = await rotate(operation);
    return {
      message: 'Snapshot created',
      task_id: snapshot.task_id,
      tag: snapshot.tag,
      snapshot: snapshotResult(snapshot),
      not_captured: not_captured.map((path) => ({ ...path })),
      rotated_out,
    };
  });
}
