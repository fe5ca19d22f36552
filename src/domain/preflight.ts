import type { DiskFacts } from './changes';
import type { ContainerFacts } from './container';

/**
 * Docker's graph driver refuses more than 125 layers, its containerd image store more than some 250; a commit and its
 * recreate need room below the lower of them.
 */
export const MAX_LAYERS = 120;

/**
 * A snapshot of this many layers is flattened as soon as a VPS is to stand on it. The paths of all layers fit into the
 * one page of memory that a mount takes; beyond that each mount takes the engine several times as long. How many fit
 * depends on where its data is: 72 under `/var/lib/docker`, 50 under a path of 39 characters. See docs/reliability.md.
 */
export const FLATTEN_AT = 50;

export type PreflightFailure = {
  code: 'insufficient_disk' | 'layer_limit' | 'snapshot_too_large';
  detail: string;
};

/**
 * Whether a snapshot of this container can be expected to succeed; null when it can. Docker's figure for the writable
 * layer is an estimate: it counts holes of sparse files, which a snapshot writes out in full, and understates many
 * small ones.
 *
 * @param maxBytes what the VPS's policy allows its own files to have; 0 means no limit
 */
export function preflightSnapshot(
  container: ContainerFacts,
  disk: DiskFacts,
  maxBytes: number,
): PreflightFailure | null {
  if (container.layers >= MAX_LAYERS) {
    return {
      code: 'layer_limit',
      detail: `The VPS stands on ${container.layers} layers; a snapshot is possible up to ${MAX_LAYERS - 1}.`,
    };
  }
  const written = container.writable_bytes ?? 0;
  const excess = exceeds(written, maxBytes);
  if (excess !== null) return excess;
  const needed = written + disk.reserve_bytes;
  if (disk.free_bytes !== null && disk.free_bytes < needed) {
    return {
      code: 'insufficient_disk',
      detail:
        `A snapshot needs ${needed} bytes (${written} of the VPS and a reserve of ` +
        `${disk.reserve_bytes}); ${disk.free_bytes} are free.`,
    };
  }
  return null;
}

/**
 * Whether a VPS's own files have more bytes than its policy lets a snapshot take; null when they do not.
 *
 * @param maxBytes 0 means no limit
 */
export function exceeds(bytes: number, maxBytes: number): PreflightFailure | null {
  if (maxBytes === 0 || bytes <= maxBytes) return null;
  return {
    code: 'snapshot_too_large',
    detail:
      `The VPS's own files have ${bytes} bytes, holes of sparse files included; its policy takes a snapshot of ` +
      `${maxBytes} at most (max_snapshot_bytes). Remove files, move them to a volume, or raise the limit.`,
  };
}

/** Why an image of this size should not be flattened, which copies it; null when there is room. */
export function roomForFlattening(imageBytes: number, disk: DiskFacts): string | null {
  const needed = imageBytes + disk.reserve_bytes;
  if (disk.free_bytes === null || disk.free_bytes >= needed) return null;
  return `Flattening needs ${needed} bytes; ${disk.free_bytes} are free.`;
}
