import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** While the server answers, each question costs it a process: not so often that it is felt. */
const UP_INTERVAL_MS = 10;
const DOWN_INTERVAL_MS = 2;
/**
 * After that the next question is asked beside one that hangs. Docker's proxy keeps one that comes too early for seconds,
 * and ends for good when it has too many of them open.
 */
const PATIENCE_MS = 30;
const ANSWER_TIMEOUT_MS = 1000;
const OUTAGE_TIMEOUT_MS = 240_000;
const BANNER = 'SSH-';

/**
 * Watches from outside for how long an SSH server does not answer. That a connection is taken says nothing: Docker's
 * proxy takes it although nobody is behind it. So the server's banner is read.
 */
export class BannerProbe {
  private readonly abort = new AbortController();
  private readonly watching: Promise<void>;
  private lastBanner = performance.now();
  private longestGap = 0;
  private isDown = false;
  /** When the last question that was answered had been asked. */
  private answered = 0;

  private constructor(
    private readonly port: number,
    private readonly signal: AbortSignal,
  ) {
    this.watching = this.watch();
  }

  /** Watches a port of this machine that answers now, or does so within a few seconds. */
  static async start(port: number, signal: AbortSignal): Promise<BannerProbe> {
    const deadline = performance.now() + 20_000;
    while ((await readBanner(port)) === undefined) {
      if (performance.now() > deadline) throw new Error(`no SSH server answers at port ${port}`);
      await sleep(20, undefined, { signal });
    }
    return new BannerProbe(port, signal);
  }

  /**
   * Milliseconds from the last banner before the outage to the first one after it: the longest time without any since
   * the start. Waits until the server answers, and ends the watching.
   */
  async outageMs(): Promise<number> {
    const calledAt = performance.now();
    try {
      while (this.answered < calledAt) {
        this.signal.throwIfAborted();
        if (performance.now() > calledAt + OUTAGE_TIMEOUT_MS)
          throw new Error(`the SSH server at port ${this.port} does not come back`);
        await sleep(UP_INTERVAL_MS);
      }
    } finally {
      await this.end();
    }
    return this.longestGap;
  }

  private async end(): Promise<void> {
    this.abort.abort();
    await this.watching;
  }

  private async watch(): Promise<void> {
    while (!this.abort.signal.aborted) {
      await Promise.race([this.ask(), sleep(PATIENCE_MS)]);
      await sleep(this.isDown ? DOWN_INTERVAL_MS : UP_INTERVAL_MS);
    }
  }

  private async ask(): Promise<void> {
    const askedAt = performance.now();
    const at = await readBanner(this.port);
    if (at === undefined) {
      if (askedAt > this.lastBanner) this.isDown = true;
      return;
    }
    this.longestGap = Math.max(this.longestGap, at - this.lastBanner);
    this.lastBanner = Math.max(this.lastBanner, at);
    this.answered = Math.max(this.answered, askedAt);
    this.isDown = false;
  }
}

/** When the banner came, as `performance.now()` has it; undefined when none does. */
function readBanner(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const timer = setTimeout(() => finish(undefined), ANSWER_TIMEOUT_MS);
    const finish = (at: number | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(at);
    };
    socket.once('data', (data) =>
      finish(data.toString('latin1').startsWith(BANNER) ? performance.now() : undefined),
    );
    socket.once('error', () => finish(undefined));
    socket.once('close', () => finish(undefined));
  });
}
