import type { DiskFacts } from './changes';
import type { ContainerFacts } from './container';

/** The graph driver refuses more than 125 layers; a commit and its recreate need room below that. */
export const MAX_LAYERS = 120;

/** A snapshot of this many layers is flattened as soon as a VPS is to stand on it. */
export const FLATTEN_AT = 100;

export type PreflightFailure = { code: 'insufficient_disk' | 'layer_limit'; detail: string };

/**
 * Whether a snapshot of this container can be expected to succeed; null when it can. Docker's figure for the writable
 * layer is an estimate: it counts holes of sparse files, and understates many small ones.
 */
export function preflightSnapshot(container: ContainerFacts, disk: DiskFacts): PreflightFailure | null {
  if (container.layers >= MAX_LAYERS) {
    return {
      code: 'layer_limit',
      detail: `The VPS stands on ${container.layers} layers; a snapshot is possible up to ${MAX_LAYERS - 1}.`,
    };
  }
  const needed = (container.writable_bytes ?? 0) + disk.reserve_bytes;
  if (disk.free_bytes !== null && disk.free_bytes < needed) {
    return {
      code: 'insufficient_disk',
      detail:
        `A snapshot needs ${needed} bytes (${container.writable_bytes ?? 0} of the VPS and a reserve of ` +
        `${disk.reserve_bytes}); ${disk.free_bytes} are free.`,
    };
  }
  return null;
}

/** Why an image of this size should not be flattened, which copies it; null when there is room. */
export function roomForFlattening(imageBytes: number, disk: DiskFacts): string | null {
  const needed = imageBytes + disk.reserve_bytes;
  if (disk.free_bytes === null || disk.free_bytes >= needed) return null;
  return `Flattening needs ${needed} bytes; ${disk.free_bytes} are free.`;
}
