import { type ContainerFacts, type ContainerSpec, isLive } from './container';
import { mergeSpec } from './merge-spec';
import type { VpsPolicy } from './policy';
import { byAge, type Snapshot } from './snapshot';
import { type DesiredState, statusOf, type VpsRecord } from './vps';

/** What a runner sees when it looks at everything that belongs to one VPS. */
export interface Survey {
  container: ContainerFacts | null;
  /** What the container was created from, by the name that was given; absent when that was a snapshot. */
  image?: string;
  /** The container's configuration; null when there is no container. */
  spec: ContainerSpec | null;
  /** Every snapshot image of the VPS on the runner. */
  snapshots: Snapshot[];
  policy_defaults: VpsPolicy;
  disk: DiskFacts;
  /** Snapshots of this many layers are to be flattened; a runner of an older version does not say. */
  flatten_at?: number;
}

export interface DiskFacts {
  /** Bytes free for Docker's data; null when the runner cannot see that filesystem. */
  free_bytes: number | null;
  /** Bytes that are to stay free whatever is asked. */
  reserve_bytes: number;
}

/** One thing that an operation did to a VPS. The record changes by these alone. */
export type VpsChange =
  | { type: 'surveyed'; survey: Survey }
  | { type: 'desired'; desired: DesiredState }
  | { type: 'specified'; spec: ContainerSpec; image?: string }
  | { type: 'container'; container: ContainerFacts | null }
  | { type: 'snapshot_taken'; snapshot: Snapshot }
  | { type: 'snapshot_flattened'; snapshot: Snapshot }
  | { type: 'snapshots_removed'; ids: string[] }
  | { type: 'snapshots_expired'; ids: string[] }
  | { type: 'gave_up' }
  | { type: 'deleted' };

/** Applies one change. Pure; applying the same change twice is the same as once. */
export function applyChange(record: VpsRecord, change: VpsChange): VpsRecord {
  switch (change.type) {
    case 'surveyed':
      return applySurvey(record, change.survey);
    case 'desired':
      return withStatus({ ...record, desired: change.desired });
    case 'specified':
      return { ...record, spec: change.spec, image: change.image ?? record.image };
    case 'container':
      return withStatus(withContainer(record, change.container));
    case 'snapshot_taken':
      return {
        ...record,
        snapshots: [...record.snapshots.filter(({ id }) => id !== change.snapshot.id), change.snapshot].sort(
          byAge,
        ),
        head: change.snapshot.reason === 'safety' ? record.head : change.snapshot.id,
      };
    case 'snapshot_flattened':
      return { ...record, snapshots: record.snapshots.map((each) => withImageOf(each, change.snapshot)) };
    case 'snapshots_removed':
      return withoutSnapshots(record, change.ids);
    case 'snapshots_expired':
      return {
        ...record,
        snapshots: record.snapshots.map((snapshot) =>
          change.ids.includes(snapshot.id) ? { ...snapshot, expired: !snapshot.pinned } : snapshot,
        ),
      };
    case 'gave_up':
      return withStatus({ ...record, gave_up: true });
    case 'deleted':
      return { ...record, container: null, status: 'deleted' };
  }
}

/** When the head goes, the one that a survey would find takes its place: no later look may find another one. */
function withoutSnapshots(record: VpsRecord, ids: readonly string[]): VpsRecord {
  const snapshots = record.snapshots.filter(({ id }) => !ids.includes(id));
  if (record.head === null || !ids.includes(record.head)) return { ...record, snapshots };
  return { ...record, snapshots, head: record.container && headOf(record.container, snapshots) };
}

/** The same snapshot in another image: what a person said about it stays. */
function withImageOf(snapshot: Snapshot, flattened: Snapshot): Snapshot {
  if (snapshot.id !== flattened.id) return snapshot;
  const { image_id, size, unique_size, layers } = flattened;
  return { ...snapshot, image_id, size, unique_size, layers };
}

export function applyChanges(record: VpsRecord, changes: readonly VpsChange[]): VpsRecord {
  return changes.reduce(applyChange, record);
}

/**
 * The head that follows from Docker alone: the last snapshot of this container that is no safety snapshot, else
 * the one that it was created from.
 */
export function headOf(container: ContainerFacts, snapshots: readonly Snapshot[]): string | null {
  const ownSnapshots = snapshots
    .filter(({ source, reason }) => source.container_id === container.id && reason !== 'safety')
    .sort(byAge);
  const createdFrom = snapshots.find(({ id }) => id === container.created_from);
  return ownSnapshots.at(-1)?.id ?? createdFrom?.id ?? null;
}

/** A record that has never had a container stays `creating` until it has one. */
function withStatus(record: VpsRecord): VpsRecord {
  const isNew = record.container === null && record.spec === null;
  const status = isNew ? 'creating' : statusOf(record.container, record.desired);
  const gave_up = record.gave_up && status === 'crashed';
  return { ...record, gave_up, status: gave_up ? 'failed' : status };
}

function withContainer(record: VpsRecord, container: ContainerFacts | null): VpsRecord {
  if (container === null || container.id === record.container?.id) return { ...record, container };
  return { ...record, container, head: headOf(container, record.snapshots) };
}

/** Docker's word counts for what exists; the record's for what a person said about it. */
function applySurvey(record: VpsRecord, survey: Survey): VpsRecord {
  const known = new Map(record.snapshots.map((snapshot) => [snapshot.id, snapshot]));
  const snapshots = survey.snapshots
    .map((seen) => {
      const { name, message, pinned, expired } = known.get(seen.id) ?? seen;
      return { ...seen, name, message, pinned, expired };
    })
    .sort(byAge);
  const head = survey.container === null ? record.head : headOf(survey.container, snapshots);
  return withStatus({
    ...record,
    container: survey.container,
    image: record.image === '' ? (survey.image ?? '') : record.image,
    spec: survey.spec === null ? record.spec : mergeSpec(record.spec, survey.spec, isLiveContainer(survey)),
    snapshots,
    head: snapshots.some(({ id }) => id === head) ? head : null,
    policy_defaults: survey.policy_defaults,
  });
}

function isLiveContainer({ container }: Survey): boolean {
  return container !== null && isLive(container.state);
}
