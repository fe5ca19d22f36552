import { isUnchangedSince } from './container';
import { byAge, type Snapshot, type SnapshotReason } from './snapshot';
import { findSnapshot, policyOf, type VpsRecord } from './vps';

/** Where a restart comes back from, and what it must save first. */
export type RestartPlan =
  /** Recreate the container from this snapshot; first take a snapshot of what the container holds beyond it. */
  | { type: 'recreate'; from: Snapshot; save: Extract<SnapshotReason, 'safety'> | null }
  /** Stop, take a snapshot, and recreate the container from that. */
  | { type: 'recreate_from_new'; save: Extract<SnapshotReason, 'restart'> }
  /** No snapshot and none to be taken: stop and start the same container. */
  | { type: 'same_container' }
  | { type: 'impossible'; code: 'snapshot_not_found' | 'nothing_to_restore' };

/** What a person asks of a restart, see `OperationParams`. */
export interface RestartRequest {
  snapshot_id?: string;
  safety_snapshot?: boolean;
}

/**
 * Chooses the source of a restart. A restart is no rollback: it keeps what the person has, unless a snapshot is
 * named. See "The restart flow" in docs/architecture.md.
 */
export function planRestart(record: VpsRecord, request: RestartRequest): RestartPlan {
  const { container } = record;
  const save = container !== null && request.safety_snapshot !== false && !isSaved(record) ? 'safety' : null;

  if (request.snapshot_id !== undefined) {
    const named = findSnapshot(record, request.snapshot_id);
    return named === undefined
      ? { type: 'impossible', code: 'snapshot_not_found' }
      : { type: 'recreate', from: named, save };
  }
  const head = findSnapshot(record, record.head);
  if (container === null) {
    const from = head ?? newest(record.snapshots);
    return from === undefined
      ? { type: 'impossible', code: 'nothing_to_restore' }
      : { type: 'recreate', from, save: null };
  }
  if (policyOf(record).auto_snapshot_on_stop) {
    return head !== undefined && isUnchangedSince(container, head.source)
      ? { type: 'recreate', from: head, save: null }
      : { type: 'recreate_from_new', save: 'restart' };
  }
  return head === undefined ? { type: 'same_container' } : { type: 'recreate', from: head, save };
}

/** Whether some snapshot holds the files of the container as they are. */
function isSaved(record: VpsRecord): boolean {
  const { container, snapshots } = record;
  return container !== null && snapshots.some(({ source }) => isUnchangedSince(container, source));
}

/** The newest that is no safety snapshot, else the newest of all. */
function newest(snapshots: readonly Snapshot[]): Snapshot | undefined {
  const oldestFirst = [...snapshots].sort(byAge);
  return oldestFirst.filter(({ reason }) => reason !== 'safety').at(-1) ?? oldestFirst.at(-1);
}
