import type { JsonObject } from '../domain/json';
import type { OperationRequest } from '../domain/operation';
import type { OperationOutcome } from '../domain/outcome';
import { type Operation, performOperation } from './operation';
import { rotate } from './rotate';
import {
  checkRoomInRecord,
  checkSnapshotIsPossible,
  snapshotResult,
  surveyAndTakeSnapshot,
  takeSnapshot,
} from './take-snapshot';
import { type OperationInput, takesFewSteps } from './vps-state';

type SnapshotRequest = OperationRequest<'snapshot'>;

/** Takes a snapshot of a VPS in whatever state it is, then lets the oldest rotate out: never before. */
export async function createSnapshot(input: OperationInput<SnapshotRequest>): Promise<OperationOutcome> {
  return performOperation(input, tellStory, { looksItself: takesFewSteps(input) });
}

async function tellStory(operation: Operation<SnapshotRequest>): Promise<JsonObject> {
  const { snapshot, not_captured } = await take(operation);
  const rotated_out = await rotate(operation);
  return {
    message: 'Snapshot created',
    task_id: snapshot.task_id,
    tag: snapshot.tag,
    snapshot: snapshotResult(snapshot),
    not_captured: not_captured.map((path) => ({ ...path })),
    rotated_out,
  };
}

function take(operation: Operation<SnapshotRequest>): ReturnType<typeof takeSnapshot> {
  const wish = { reason: 'manual', ...operation.request.params } as const;
  if (operation.takesFewSteps) {
    checkRoomInRecord(operation);
    return surveyAndTakeSnapshot(operation, wish);
  }
  checkSnapshotIsPossible(operation, operation.container());
  return takeSnapshot(operation, wish);
}
