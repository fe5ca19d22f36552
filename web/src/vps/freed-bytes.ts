import type { Snapshot } from '../api/types';

export interface Freed {
  /** As soon as they are deleted. */
  now: number;
  /** Only when others that are built on them are gone too. */
  later: number;
  /** A flattened snapshot, or a parent that is gone, hides what is built on what: the bytes are a good guess then. */
  isExact: boolean;
}

type Layered = Pick<Snapshot, 'id' | 'parent' | 'layers' | 'unique_size' | 'in_use'>;

/**
 * The bytes that deleting these snapshots gives back. Docker keeps a layer for as long as another image or the
 * container is built on it.
 */
export function freedBytes(all: readonly Layered[], chosen: ReadonlySet<string>): Freed {
  const kept = new Set<string>();
  const byId = new Map(all.map((snapshot) => [snapshot.id, snapshot]));
  for (const snapshot of all) {
    if (chosen.has(snapshot.id) && !snapshot.in_use) continue;
    let base: Layered | undefined = snapshot;
    while (base !== undefined && !kept.has(base.id)) {
      kept.add(base.id);
      base = builtOn(base, byId);
    }
  }
  const sum = (isKept: boolean) =>
    all
      .filter(({ id }) => chosen.has(id) && kept.has(id) === isKept)
      .reduce((bytes, { unique_size }) => bytes + unique_size, 0);
  return { now: sum(false), later: sum(true), isExact: all.every((snapshot) => tieIsKnown(snapshot, byId)) };
}

/** In words: `12 MB`, or `about 12 MB`. */
export function sayFreed(bytes: string, { isExact }: Freed): string {
  return isExact ? bytes : `about ${bytes}`;
}

function tieIsKnown({ parent, layers }: Layered, byId: ReadonlyMap<string, Layered>): boolean {
  if (parent === null) return true;
  const base = byId.get(parent);
  return base !== undefined && base.layers <= layers;
}

/**
 * The snapshot whose image carries this one's. Those that were taken of one container one after the other name each
 * other as parents, but each holds the container's layer by itself: only one with fewer layers carries.
 */
function builtOn(snapshot: Layered, byId: ReadonlyMap<string, Layered>): Layered | undefined {
  const seen = new Set<string>();
  let ancestor = byId.get(snapshot.parent ?? '');
  while (ancestor !== undefined && ancestor.layers >= snapshot.layers && !seen.has(ancestor.id)) {
    seen.add(ancestor.id);
    ancestor = byId.get(ancestor.parent ?? '');
  }
  return ancestor !== undefined && ancestor.layers < snapshot.layers ? ancestor : undefined;
}
