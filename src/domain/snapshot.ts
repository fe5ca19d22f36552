import type { FilesystemMark } from './container';

/** Why a snapshot was taken. Only `safety` is never chosen by a restart itself. */
export const SNAPSHOT_REASONS = ['manual', 'stop', 'restart', 'safety'] as const;
export type SnapshotReason = (typeof SNAPSHOT_REASONS)[number];

/** An image committed from a VPS's container, with its metadata. It lives on the VPS's runner. */
export interface Snapshot {
  id: string;
  task_id: string;
  /** `holdfast/<task_id>:<id>` */
  tag: string;
  image_id: string;
  /** RFC 3339, UTC, milliseconds. */
  created_at: string;
  /** Bytes of the whole image, shared layers included. */
  size: number;
  /** Bytes of the layer that this snapshot added. */
  unique_size: number;
  /** Layers of the image. */
  layers: number;
  name: string | null;
  message: string | null;
  reason: SnapshotReason;
  pinned: boolean;
  /** The VPS's head when the snapshot was taken. */
  parent: string | null;
  /** The container that was committed, and the state its files were in. */
  source: FilesystemMark;
  operation_id: string;
  /** Rotated out, but in use by the VPS's container: it goes as soon as it no longer is. */
  expired: boolean;
}

/** Oldest first. Ids sort by time. */
export function byAge(a: Snapshot, b: Snapshot): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
