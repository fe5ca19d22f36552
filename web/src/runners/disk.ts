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
  /** Parts of one hundred. */
  snapshots: number;
  /** Whatever else lies there; null when the runner does not tell how large its disk is. */
  others: number | null;
}

export function diskShares({
  disk,
  snapshot_bytes,
}: Pick<Runner, 'disk' | 'snapshot_bytes'>): DiskShares | null {
  if (disk === null || disk.free_bytes === null) return null;
  const snapshots = snapshot_bytes ?? 0;
  const free = disk.free_bytes;
  const size = disk.size_bytes ?? null;
  // Without the size of the disk the shares are of what snapshots hold and what is free.
  const total = size ?? snapshots + free;
  if (total <= 0) return null;
  const percent = (bytes: number) => (Math.max(0, bytes) / total) * 100;
  return {
    snapshots: percent(snapshots),
    others: size === null ? null : percent(size - free - snapshots),
  };
}
