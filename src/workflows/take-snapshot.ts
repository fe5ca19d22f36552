import { uuid4 } from '@temporalio/workflow';
import type { ContainerFacts, UncapturedPath } from '../domain/container';
import type { JsonObject } from '../domain/json';
import { makeSnapshotId } from '../domain/names';
import { preflightSnapshot } from '../domain/preflight';
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
  const { max_snapshot_bytes } = policyOf(operation.record);
  const failure = preflightSnapshot(container, operation.disk, max_snapshot_bytes);
  if (failure !== null) fail(failure.code, failure.detail);
}

/** Commits the VPS's container to a new snapshot and notes it in the record. */
export async function takeSnapshot(
  operation: Operation,
  wish: SnapshotWish,
): Promise<{ snapshot: Snapshot; not_captured: UncapturedPath[] }> {
  const { record, request } = operation;
  const container = operation.container();
  const at = nextSnapshotTime(record);
  const taken = await operation.step('commitSnapshot', `Commit the filesystem (${wish.reason} snapshot)`, {
    task_id: record.task_id,
    container_id: container.id,
    operation_id: request.id,
    snapshot_id: makeSnapshotId(at, uuid4().replaceAll('-', '')),
    created_at: at.toISOString(),
    runner: record.runner,
    reason: wish.reason,
    name: wish.name ?? null,
    message: wish.message ?? null,
    pinned: wish.pinned ?? false,
    parent: record.head,
    spec: operation.spec(),
    max_bytes: policyOf(record).max_snapshot_bytes,
    pause: wish.pause ?? true,
    was_paused: container.state === 'paused',
  });
  operation.apply({ type: 'snapshot_taken', snapshot: taken.snapshot });
  return taken;
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
