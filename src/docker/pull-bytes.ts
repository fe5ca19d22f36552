interface PullEvent {
  id?: unknown;
  status?: unknown;
  progressDetail?: { current?: unknown; total?: unknown };
}

const DOWNLOADING = 'Downloading';
/** After this a layer needs no more bytes from the registry. */
const ARRIVED = new Set(['Download complete', 'Pull complete', 'Extracting', 'Verifying Checksum']);

/**
 * Adds up the layers of a pull. The engine tells the size of a layer only when it begins to load it, so that the total
 * grows while the first ones arrive; layers that are too small to be told of never count.
 */
export class PullBytes {
  private readonly layers = new Map<string, { done: number; total: number }>();

  get done(): number {
    return this.sum(({ done }) => done);
  }

  get total(): number {
    return this.sum(({ total }) => total);
  }

  /** Whether the event, one line of the engine's answer, told of bytes. */
  read(event: unknown): boolean {
    const { id, status, progressDetail: { current, total } = {} } = (event ?? {}) as PullEvent;
    if (typeof id !== 'string') return false;
    const known = this.layers.get(id);
    if (status === DOWNLOADING && typeof current === 'number' && typeof total === 'number' && total > 0) {
      this.layers.set(id, { done: Math.min(current, total), total });
      return true;
    }
    if (known === undefined || typeof status !== 'string' || !ARRIVED.has(status)) return false;
    known.done = known.total;
    return true;
  }

  private sum(of: (layer: { done: number; total: number }) => number): number {
    return [...this.layers.values()].reduce((sum, layer) => sum + of(layer), 0);
  }
}
