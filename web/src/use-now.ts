import { useSyncExternalStore } from 'react';

/** One clock for everything that ages on the page: a thousand ages are one timer. */
class Clock {
  private now = Date.now();
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly everyMs: number) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.listeners.size === 0) this.start();
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) clearInterval(this.timer);
    };
  };

  readonly read = (): number => this.now;

  private start(): void {
    this.now = Date.now();
    this.timer = setInterval(() => {
      this.now = Date.now();
      for (const listener of this.listeners) listener();
    }, this.everyMs);
  }
}

const slow = new Clock(10_000);
const fast = new Clock(250);

/** The time, every ten seconds: for ages. */
export function useNow(): number {
  return useSyncExternalStore(slow.subscribe, slow.read);
}

/** The time, four times a second: for what is in progress. */
export function useFastNow(): number {
  return useSyncExternalStore(fast.subscribe, fast.read);
}
