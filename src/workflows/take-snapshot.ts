import { uuid4 } from '@temporalio/workflow';
import type { CommitInput } from '../activities/contract';
import type { ContainerFacts, UncapturedPath } from '../domain/container';
import type { JsonObject } from '../domain/json';
import { makeSnapshotId } from '../domain/names';
import { WORDING } from '../domain/phase';
import { preflightSnapshot } from '../domain/preflight';
import { lackOfRoom } from '../domain/retention';
import type { Snapshot, SnapshotReason } from '../domain/snapshot';
import { policyOf, type VpsRecord } from '../domain/vps';
import { fail } from './failure';
import type { Operation } from './operation';

export interface SnapshotWish {
  reason: SnapshotReason;
  name?: string | undefined;
  message?: string | undefined;
  pinned?: boolean | undefined;
  /** Freeze a running VPS while it is read. */
  pause?: boolean | undefined;
}

/** Fails the operation when a snapshot of the container cannot be expected to succeed. */
export function checkSnapshotIsPossible(operation: Operation, container: ContainerFacts): void {
  checkRoomInRecord(operation);
  const { max_snapshot_bytes } = policyOf(operation.record);
  const failure = preflightSnapshot(container, operation.disk, max_snapshot_bytes);
  if (failure !== null) fail(failure.code, failure.detail);
}

/** Fails the operation when the VPS's record holds no further snapshot. */
export function checkRoomInRecord({ record, limitsSnapshots }: Operation): void {
  const lack = limitsSnapshots ? lackOfRoom(record) : null;
  if (lack !== null) fail('snapshot_limit', lack);
}

/** Commits the VPS's container to a new snapshot and notes it in the record. */
export async function takeSnapshot(
  operation: Operation,
  wish: SnapshotWish,
): Promise<{ snapshot: Snapshot; not_captured: UncapturedPath[] }> {
  const summary = WORDING.commitSnapshot(wish.reason);
  const taken = await operation.step('commitSnapshot', summary, commitOf(operation, wish));
  operation.apply({ type: 'snapshot_taken', snapshot: taken.snapshot });
  return taken;
}

/** The same of whatever container the VPS turns out to have, with the look at it in one step. */
export async function surveyAndTakeSnapshot(
  operation: Operation,
  wish: SnapshotWish,
): Promise<{ snapshot: Snapshot; not_captured: UncapturedPath[] }> {
  const { record } = operation;
  const summary = WORDING.commitSnapshot(wish.reason);
  const { survey, taken } = await operation.step('surveyAndCommit', summary, {
    ...orderOf(operation, wish),
    container_id: record.container?.id ?? null,
    record: {
      spec: operation.spec(),
      was_paused: record.container?.state === 'paused',
      max_snapshot_bytes: record.policy.max_snapshot_bytes ?? null,
    },
  });
  operation.noteSurvey(survey);
  if (taken === null) return operation.failWithoutContainer();
  operation.apply({ type: 'snapshot_taken', snapshot: taken.snapshot });
  return taken;
}

/** What there is to be committed of the container that the operation knows. */
export function commitOf(operation: Operation, wish: SnapshotWish): CommitInput {
  const { record } = operation;
  const container = operation.container();
  return {
    ...orderOf(operation, wish),
    container_id: container.id,
    parent: record.head,
    spec: operation.spec(),
    max_bytes: policyOf(record).max_snapshot_bytes,
    was_paused: container.state === 'paused',
  };
}

function orderOf({ record, request }: Operation, wish: SnapshotWish) {
  const at = nextSnapshotTime(record);
  return {
    task_id: record.task_id,
    operation_id: request.id,
    snapshot_id: makeSnapshotId(at, uuid4().replaceAll('-', '')),
    created_at: at.toISOString(),
    runner: record.runner,
    reason: wish.reason,
    name: wish.name ?? null,
    message: wish.message ?? null,
    pinned: wish.pinned ?? false,
    pause: wish.pause ?? true,
  };
}

/** Now, or just after the newest snapshot should the clock have gone back: ids sort by time. */
function nextSnapshotTime(record: VpsRecord): Date {
  const newest = Math.max(0, ...record.snapshots.map(({ created_at }) => Date.parse(created_at)));
  return new Date(Math.max(Date.now(), newest + 1));
}

/** How a snapshot shows in an operation's result. */
export function snapshotResult({ id, tag, created_at, size, unique_size, reason }: Snapshot): JsonObject {
  return { id, tag, created_at, size, unique_size, reason };
}
