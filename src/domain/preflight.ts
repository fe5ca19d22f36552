import type { DiskFacts } from './changes';
import type { ContainerFacts } from './container';

/** The graph driver refuses more than 125 layers; a commit and its recreate need room below that. */
export const MAX_LAYERS = 120;

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
