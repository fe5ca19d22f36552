import type { ContainerFacts } from './container';
import type { Snapshot } from './snapshot';
import type { VpsRecord } from './vps';

/** @param flattenAt the runner's threshold; null when it does not flatten */
export function isTooDeep({ layers }: Snapshot, flattenAt: number | null): boolean {
  return flattenAt !== null && layers >= flattenAt;
}

/**
 * Whether a snapshot of a container was flattened already: it has fewer layers than what the container stands on.
 * A VPS that is stopped and started again and again stands on the same layers, and need not be copied each time.
 */
export function hasFlattened({ container, snapshots }: VpsRecord): boolean {
  return snapshots.some(
    ({ source, layers }) => source.container_id === container?.id && layers < container.layers,
  );
}

/**
 * Whether a container was created from a snapshot and stands on an image that no snapshot has any more: flattening
 * has given the snapshot another one.
 */
export function standsOnUnnamedImage({ snapshots }: VpsRecord, container: ContainerFacts): boolean {
  const { created_from, image_id } = container;
  return created_from !== null && !snapshots.some((snapshot) => snapshot.image_id === image_id);
}
