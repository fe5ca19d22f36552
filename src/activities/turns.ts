/** Work under one key is done one after the other, in the order in which it came. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const earlier = this.last.get(key);
    const turn = earlier === undefined ? work() : earlier.then(work);
    const end = turn.catch(() => undefined);
    this.last.set(key, end);
    try {
      return await turn;
    } finally {
      if (this.last.get(key) === end) this.last.delete(key);
    }
  }
}
