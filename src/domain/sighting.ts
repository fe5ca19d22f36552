import type { ContainerState } from './container';
import type { VpsRecord } from './vps';

/** What a runner sees of a VPS at a glance, cheaply enough for every VPS every few minutes. */
export interface Sighting {
  container: {
    id: string;
    name: string;
    state: ContainerState;
    /** Null when it was not asked for. */
    started_at: string | null;
  } | null;
  snapshot_ids: string[];
}

/** Whether the record tells something else than what was seen, so that a closer look is due. */
export function contradicts({ container, snapshots }: VpsRecord, seen: Sighting): boolean {
  const sameContainer =
    container?.id === seen.container?.id &&
    container?.name === seen.container?.name &&
    container?.state === seen.container?.state &&
    (seen.container?.started_at ?? container?.started_at) === container?.started_at;
  const known = snapshots.map(({ id }) => id).sort();
  const found = [...seen.snapshot_ids].sort();
  return !sameContainer || known.length !== found.length || known.some((id, index) => id !== found[index]);
}
