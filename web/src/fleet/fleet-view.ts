import type { Vps } from '../api/types';

export const SORTS = {
  name: 'Name',
  newest: 'Newest first',
  status: 'Status, trouble first',
  snapshot: 'Oldest snapshot first',
  bytes: 'Most of its own bytes',
} as const;
export type Sort = keyof typeof SORTS;

/** What of the fleet is shown and how; it lives in the address of the page. */
export interface FleetView {
  search: string;
  runner: string;
  status: string;
  sort: Sort;
}

const TROUBLE: Record<Vps['status'], number> = {
  failed: 0,
  missing: 1,
  crashed: 2,
  creating: 3,
  deleted: 4,
  paused: 5,
  stopped: 6,
  running: 7,
};

export function isSort(text: string): text is Sort {
  return Object.hasOwn(SORTS, text);
}

export function selectVpss(fleet: readonly Vps[], { search, runner, status, sort }: FleetView): Vps[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return fleet
    .filter(
      (vps) =>
        (runner === '' || vps.runner === runner) &&
        (status === '' || vps.status === status || (status === 'busy' && vps.operation !== null)) &&
        words.every((word) => searchable(vps).includes(word)),
    )
    .sort((a, b) => compare(a, b, sort) || byName(a, b));
}

function searchable({ task_id, image, runner, status, ssh, container }: Vps): string {
  return [task_id, image, runner, status, ssh, container?.name].join(' ').toLowerCase();
}

function byName(a: Vps, b: Vps): number {
  return a.task_id.localeCompare(b.task_id, 'en', { numeric: true });
}

function compare(a: Vps, b: Vps, sort: Sort): number {
  switch (sort) {
    case 'name':
      return 0;
    case 'newest':
      return Date.parse(b.created_at) - Date.parse(a.created_at);
    case 'status':
      return TROUBLE[a.status] - TROUBLE[b.status];
    case 'snapshot':
      return newestSnapshotAt(a) - newestSnapshotAt(b);
    case 'bytes':
      return (b.container?.writable_bytes ?? 0) - (a.container?.writable_bytes ?? 0);
  }
}

/** One that has none needs one most. */
function newestSnapshotAt({ newest_snapshot }: Vps): number {
  return newest_snapshot === null ? 0 : Date.parse(newest_snapshot.created_at);
}
