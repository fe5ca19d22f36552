/**
 * Lets those who ask the same at the same time share one answer. Nobody gets one that was asked for before they came,
 * so that a read sees every write that was answered before it: while a question is under way, the next one waits for it,
 * and serves all who have come meanwhile.
 */
export class SharedReads<T> {
  private readonly underWay = new Map<string, Promise<T>>();
  private readonly waiting = new Map<string, Promise<T>>();

  read(key: string, ask: () => Promise<T>): Promise<T> {
    const earlier = this.underWay.get(key);
    if (earlier === undefined) return this.begin(key, ask);
    const known = this.waiting.get(key);
    if (known !== undefined) return known;
    const next = earlier.then(
      () => this.begin(key, ask),
      () => this.begin(key, ask),
    );
    this.waiting.set(key, next);
    return next;
  }

  private begin(key: string, ask: () => Promise<T>): Promise<T> {
    this.waiting.delete(key);
    const answer = ask().finally(() => {
      if (this.underWay.get(key) === answer) this.underWay.delete(key);
    });
    this.underWay.set(key, answer);
    return answer;
  }
}
