/** Where a snapshot stands in the picture, and which lines pass it. Lanes are counted from 0. */
export interface GraphRow {
  lane: number;
  /** Lanes with a line from the row above. */
  above: number[];
  /** Lanes with a line to the row below. */
  below: number[];
  /** Lanes that come from above and end in this row's point: others that were made from the same snapshot. */
  joining: number[];
}

interface HistoryNode {
  id: string;
  parent: string | null;
}

/** The row of the present state, which stands before the snapshots. */
export const NOW = 'now';

/**
 * Lays out a history, newest first, that begins with what is now. A line leads from each to what it was made from;
 * what was made from one that is gone stands alone.
 */
export function layOutHistory(newestFirst: readonly HistoryNode[], head: string | null): GraphRow[] {
  const known = new Set(newestFirst.map(({ id }) => id));
  const lanes: (string | null)[] = [];
  return [{ id: NOW, parent: head }, ...newestFirst].map(({ id, parent }) => {
    const above = used(lanes);
    const waiting = above.filter((lane) => lanes[lane] === id);
    const lane = waiting[0] ?? firstFree(lanes);
    for (const other of waiting) lanes[other] = null;
    lanes[lane] = parent !== null && known.has(parent) ? parent : null;
    return { lane, above, below: used(lanes), joining: waiting.slice(1) };
  });
}

/** The history without what is hidden: what was made from something hidden hangs on that one's nearest shown ancestor. */
export function withoutHidden<T extends HistoryNode>(
  newestFirst: readonly T[],
  head: string | null,
  isShown: (node: T) => boolean,
): { shown: T[]; head: string | null } {
  const byId = new Map(newestFirst.map((node) => [node.id, node]));
  const seenFrom = (id: string | null): string | null => {
    let at = id;
    // No chain is longer than the history, whatever the parents say.
    for (let step = 0; step < newestFirst.length && at !== null; step += 1) {
      const node = byId.get(at);
      if (node === undefined || isShown(node)) return at;
      at = node.parent;
    }
    return at;
  };
  const shown = newestFirst.filter(isShown).map((node) => ({ ...node, parent: seenFrom(node.parent) }));
  return { shown, head: seenFrom(head) };
}

export function lanesOf(rows: readonly GraphRow[]): number {
  return 1 + Math.max(0, ...rows.flatMap(({ lane, above, below }) => [lane, ...above, ...below]));
}

function used(lanes: readonly (string | null)[]): number[] {
  return lanes.flatMap((id, lane) => (id === null ? [] : [lane]));
}

function firstFree(lanes: readonly (string | null)[]): number {
  const free = lanes.indexOf(null);
  return free === -1 ? lanes.length : free;
}
