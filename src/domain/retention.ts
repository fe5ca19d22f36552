import { byAge, type Snapshot } from './snapshot';
import { isInUse, policyOf, type VpsRecord } from './vps';

export interface RotationPlan {
  /** To be removed now. */
  remove: string[];
  /** To be removed as soon as the VPS's container no longer stands on them. */
  expire: string[];
}

/**
 * Which snapshots rotate out after one has been taken: the oldest that are not pinned, as many as exceed
 * `max_snapshots`. The head stays whatever its age, since a restart comes back to it, and so does the newest.
 */
export function planRotation(record: VpsRecord): RotationPlan {
  const max = policyOf(record).max_snapshots;
  const surplus = max === 0 ? 0 : record.snapshots.length - max;
  const oldestFirst = [...record.snapshots].sort(byAge);
  const newest = oldestFirst.at(-1)?.id;
  const chosen = oldestFirst
    .filter(({ id, pinned }) => !pinned && id !== record.head && id !== newest)
    .slice(0, Math.max(0, surplus))
    .map(({ id }) => id);
  return {
    remove: chosen.filter((id) => !isInUse(record, id)),
    expire: chosen.filter((id) => isInUse(record, id)),
  };
}

/** Those that rotated out earlier while they were in use and no longer are. */
export function releasedSnapshots(record: VpsRecord): string[] {
  return record.snapshots
    .filter(({ id, expired, pinned }) => expired && !pinned && id !== record.head && !isInUse(record, id))
    .map(({ id }) => id);
}

/**
 * Whether an operation that runs now might remove this snapshot, judged from the record that it started with:
 * it takes two snapshots at most. While it might, the snapshot cannot be pinned.
 */
export function mightRotate(record: VpsRecord, snapshotId: string): boolean {
  const max = policyOf(record).max_snapshots;
  const unpinned = record.snapshots.filter(({ pinned }) => !pinned).sort(byAge);
  const surplus = max === 0 ? 0 : Math.max(0, record.snapshots.length + MOST_TAKEN_BY_ONE_OPERATION - max);
  const expired = record.snapshots.some(
    (snapshot: Snapshot) => snapshot.id === snapshotId && snapshot.expired,
  );
  // One more than the surplus, since the head is passed over and may change.
  return expired || unpinned.slice(0, surplus === 0 ? 0 : surplus + 1).some(({ id }) => id === snapshotId);
}

const MOST_TAKEN_BY_ONE_OPERATION = 2;
