import type { JsonObject } from '../../domain/json';
import { byAge, type Snapshot } from '../../domain/snapshot';
import { isInUse, type VpsRecord } from '../../domain/vps';
import type { SnapshotView } from '../schemas/responses/snapshot';

export function viewSnapshot(record: VpsRecord, snapshot: Snapshot): SnapshotView {
  const { image_id: _image, source: _source, ...shown } = snapshot;
  return {
    ...shown,
    timestamp: unixSecond(snapshot),
    in_use: isInUse(record, snapshot.id),
    head: record.head === snapshot.id,
  };
}

/** Newest first. */
export function viewSnapshots(record: VpsRecord): SnapshotView[] {
  return newestFirst(record).map((snapshot) => viewSnapshot(record, snapshot));
}

export function newestSnapshot(record: VpsRecord): Snapshot | undefined {
  return newestFirst(record)[0];
}

/**
 * The snapshots that a reference from outside means: an id, or the unix second that one was taken in. Ids are unique,
 * seconds are not.
 */
export function matchSnapshots(record: VpsRecord, reference: string): Snapshot[] {
  return record.snapshots.filter(
    (snapshot) => snapshot.id === reference || String(unixSecond(snapshot)) === reference,
  );
}

/** An operation's result tells of a snapshot in brief; where the record has it, it is shown in full. */
export function withFullSnapshots(result: JsonObject, record: VpsRecord | undefined): JsonObject {
  if (record === undefined) return result;
  const shown = ['snapshot', 'saved_snapshot'].flatMap((key) => {
    const brief = result[key];
    const id = typeof brief === 'object' && brief !== null && !Array.isArray(brief) ? brief['id'] : undefined;
    const full = record.snapshots.find((snapshot) => snapshot.id === id);
    return full === undefined ? [] : [[key, viewSnapshot(record, full)] as const];
  });
  return { ...result, ...Object.fromEntries(shown) };
}

function newestFirst(record: VpsRecord): Snapshot[] {
  return [...record.snapshots].sort(byAge).reverse();
}

function unixSecond({ created_at }: Snapshot): number {
  return Math.floor(Date.parse(created_at) / 1000);
}
