import type { Runner } from '../api/types';

export type DiskState = 'unknown' | 'fine' | 'soon' | 'below';

/** `soon`: what is free would be gone after this many times the reserve; snapshots are refused below the reserve. */
const SOON = 4;

export function diskState({ disk }: Pick<Runner, 'disk'>): DiskState {
  if (disk === null || disk.free_bytes === null) return 'unknown';
  if (disk.free_bytes < disk.reserve_bytes) return 'below';
  return disk.free_bytes < disk.reserve_bytes * SOON ? 'soon' : 'fine';
}

export interface DiskShares {
  /** Parts of one hundred; what is used by others is known only with the size of the disk. */
  snapshots: number;
  others: number;
  reserve: number;
  /** Whether the size of the disk is known; else the shares are of what snapshots hold and what is free. */
  isWhole: boolean;
}

export function diskShares({
  disk,
  snapshot_bytes,
}: Pick<Runner, 'disk' | 'snapshot_bytes'>): DiskShares | null {
  if (disk === null || disk.free_bytes === null) return null;
  const snapshots = snapshot_bytes ?? 0;
  const free = disk.free_bytes;
  const total = disk.total_bytes ?? snapshots + free;
  if (total <= 0) return null;
  const others = Math.max(0, total - free - snapshots);
  const percent = (bytes: number) => (bytes / total) * 100;
  return {
    snapshots: percent(Math.min(snapshots, total - free)),
    others: percent(others),
    reserve: percent(Math.min(disk.reserve_bytes, free)),
    isWhole: disk.total_bytes !== undefined && disk.total_bytes !== null,
  };
}
