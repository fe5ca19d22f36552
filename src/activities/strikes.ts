/** So many steps that go on failing are kept in mind; of an older one counting begins anew. */
const MOST_KEPT = 10_000;

/**
 * How often each step has failed because of what the engine answered. Temporal's own count of attempts will not do: an
 * engine or a worker that was away for a while has used up many, and nothing has been tried.
 *
 * Lives as long as the worker: a new one is patient again.
 */
export class Strikes {
  private readonly counts = new Map<string, number>();

  /** One more; returns how many that makes. */
  add(step: string): number {
    const count = this.of(step) + 1;
    this.counts.delete(step);
    this.counts.set(step, count);
    const [oldest] = this.counts.keys();
    if (this.counts.size > MOST_KEPT && oldest !== undefined) this.counts.delete(oldest);
    return count;
  }

  of(step: string): number {
    return this.counts.get(step) ?? 0;
  }

  forget(step: string): void {
    this.counts.delete(step);
  }
}
