import type { Response } from 'express';

export interface StreamMessage {
  /** What a client that comes back names as the last one that it has seen; absent for what is not to be resumed from. */
  id?: string;
  type: string;
  /** A message that still waits is replaced by a later one of the same key. */
  key: string;
  /** JSON. */
  data: string;
}

const RETRY_MS = 1000;
/** So many messages about different things wait for a slow client; then it has to read everything anew. */
const MOST_WAITING = 2000;
/** A client that takes nothing for so long is gone. */
const STALLED_MS = 60_000;
const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/**
 * One client of server-sent events. What it does not take in time does not pile up: of each thing only the latest waits,
 * and of too many things only the word that they are to be read anew.
 */
export class EventStream {
  private readonly waiting = new Map<string, string>();
  private blockedSince: number | null = null;
  private isEnding = false;

  constructor(private readonly res: Response) {
    res.status(200).set(HEADERS);
    res.on('drain', () => this.flush());
    // A client that is gone is no error; `close` follows.
    res.on('error', () => undefined);
    res.flushHeaders();
    this.write(`retry: ${RETRY_MS}\n\n`);
  }

  onClose(listener: () => void): void {
    this.res.once('close', listener);
  }

  get isOpen(): boolean {
    return !this.isEnding && !this.res.closed && !this.res.destroyed;
  }

  send(message: StreamMessage): void {
    if (!this.isOpen) return;
    const text = format(message);
    if (this.blockedSince === null) {
      this.write(text);
      return;
    }
    // Taken out first, so that what waits stays in the order of its ids.
    this.waiting.delete(message.key);
    this.waiting.set(message.key, text);
    if (this.waiting.size <= MOST_WAITING) return;
    this.waiting.clear();
    const { id } = message;
    const reset = { type: 'reset', key: 'reset', data: '{}' };
    this.waiting.set('reset', format(id === undefined ? reset : { ...reset, id }));
  }

  /** Keeps proxies awake, and ends a client that takes nothing any more. */
  beat(): void {
    if (this.blockedSince === null) this.write(': \n\n');
    else if (Date.now() - this.blockedSince > STALLED_MS) this.res.destroy();
  }

  end(): void {
    this.isEnding = true;
    if (this.blockedSince === null) this.res.end();
    else this.flush();
  }

  /** At once, whatever still waits. */
  cut(): void {
    this.isEnding = true;
    this.waiting.clear();
    if (this.blockedSince === null) this.res.end();
    else this.res.destroy();
  }

  private flush(): void {
    this.blockedSince = null;
    for (const [key, text] of this.waiting) {
      if (this.blockedSince !== null) return;
      this.waiting.delete(key);
      this.write(text);
    }
    if (this.isEnding) this.res.end();
  }

  private write(text: string): void {
    if (this.res.closed || this.res.destroyed) return;
    if (!this.res.write(text)) this.blockedSince ??= Date.now();
  }
}

function format({ id, type, data }: StreamMessage): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: ${data}\n\n`;
}
