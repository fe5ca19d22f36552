import { byAge, type Snapshot } from './snapshot';
import { isInUse, policyOf, type VpsRecord } from './vps';

/** The most that a policy can ask for, and that is kept of a VPS whose policy sets no limit. */
export const MOST_SNAPSHOTS = 500;

/**
 * A record is handed from workflow to workflow and kept as a memo, and Temporal takes two megabytes of either; an
 * operation may hand back a few looks at all snapshots.
 */
const MOST_RECORD_BYTES = 500_000;

export interface RotationPlan {
  /** To be removed now. */
  remove: string[];
  /** To be removed as soon as the VPS's container no longer stands on them. */
  expire: string[];
}

/**
 * Which snapshots rotate out after one has been taken: the oldest that are not pinned, as many as exceed
 * `max_snapshots`. The head stays whatever its age, since a restart comes back to it, and so does the newest.
 *
 * @param coming how many more there will be than the record has
 */
export function planRotation(record: VpsRecord, coming = 0): RotationPlan {
  const max = policyOf(record).max_snapshots;
  const surplus = max === 0 ? 0 : record.snapshots.length + coming - max;
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

/** Why one more snapshot would be too many for the record, whatever rotates out for it; null when there is room. */
export function lackOfRoom(record: VpsRecord): string | null {
  const leaving = new Set(planRotation(record, 1).remove);
  const staying = record.snapshots.filter(({ id }) => !leaving.has(id));
  if (staying.length >= MOST_SNAPSHOTS)
    return `The VPS has ${record.snapshots.length} snapshots; at most ${MOST_SNAPSHOTS} are kept.`;
  return excessOf(staying, bytesOf(staying));
}

/** Why the texts of snapshots may not become what they would be; null when they may. */
export function lackOfRoomForTexts(before: readonly Snapshot[], after: readonly Snapshot[]): string | null {
  const bytes = bytesOf(after);
  return bytes > bytesOf(before) ? excessOf(after, bytes) : null;
}

function excessOf(snapshots: readonly Snapshot[], bytes: number): string | null {
  if (bytes <= MOST_RECORD_BYTES) return null;
  return `The record of ${snapshots.length} snapshots, with their names and messages, has ${bytes} bytes; the limit is ${MOST_RECORD_BYTES}.`;
}

function bytesOf(snapshots: readonly Snapshot[]): number {
  return new TextEncoder().encode(JSON.stringify(snapshots)).length;
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
