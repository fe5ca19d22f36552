/**
 * Lets a few pieces of work at a time through for each key; the others wait for their turn, in order.
 *
 * Temporal takes ten updates of one workflow at a time and refuses more, and its client tries those again ever more
 * slowly: a crowd that asks for one VPS is served sooner in single file.
 */
export class KeyedLimit {
  private readonly active = new Map<string, number>();
  private readonly waiting = new Map<string, (() => void)[]>();

  constructor(private readonly limit: number) {}

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    await this.enter(key);
    try {
      return await work();
    } finally {
      this.leave(key);
    }
  }

  private async enter(key: string): Promise<void> {
    const active = this.active.get(key) ?? 0;
    if (active < this.limit) {
      this.active.set(key, active + 1);
      return;
    }
    const queue = this.waiting.get(key) ?? [];
    this.waiting.set(key, queue);
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  /** Whoever waits takes the place over; without anybody it is free again. */
  private leave(key: string): void {
    const next = this.waiting.get(key)?.shift();
    if (next !== undefined) {
      next();
      return;
    }
    this.waiting.delete(key);
    const active = (this.active.get(key) ?? 1) - 1;
    if (active === 0) this.active.delete(key);
    else this.active.set(key, active);
  }
}
