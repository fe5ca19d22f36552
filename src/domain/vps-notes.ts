import type { VpsPolicyOverrides } from './policy';
import type { Snapshot } from './snapshot';
import type { DesiredState, VpsRecord } from './vps';

/** What a person said about a snapshot, and what became of that. */
export type SnapshotNote = Pick<Snapshot, 'name' | 'message' | 'pinned' | 'expired'>;

/**
 * The part of a VPS's record that changes without its container or an image being made anew, so that their labels
 * cannot hold it. The runner keeps it beside them, for the day on which Temporal's database is gone.
 */
export interface VpsNotes {
  runner: string;
  created_at: string;
  created_by: string;
  image: string;
  policy: VpsPolicyOverrides;
  desired: DesiredState;
  /** An adopted container has no label that says whose it is. */
  container_id: string | null;
  head: string | null;
  /** By id: those of which the image's labels say something else. */
  snapshots: { [id: string]: SnapshotNote };
}

/** @param labelled the same snapshots as their images' labels tell of them */
export function notesOf(record: VpsRecord, labelled: ReadonlyMap<string, SnapshotNote>): VpsNotes {
  const { runner, created_at, created_by, image, policy, desired, container, head } = record;
  const changed = record.snapshots.flatMap(({ id, name, message, pinned, expired }) => {
    const note: SnapshotNote = { name, message, pinned, expired };
    const label = labelled.get(id);
    return label !== undefined && isSame(note, label) ? [] : [[id, note] as const];
  });
  return {
    runner,
    created_at,
    created_by,
    image,
    policy,
    desired,
    container_id: container?.id ?? null,
    head,
    snapshots: Object.fromEntries(changed),
  };
}

function isSame(a: SnapshotNote, b: SnapshotNote): boolean {
  return a.name === b.name && a.message === b.message && a.pinned === b.pinned && a.expired === b.expired;
}
