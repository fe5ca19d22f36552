import { createHash, randomBytes } from 'node:crypto';
import type WebSocket from 'ws';

/** How long a runner has to call back. */
export const TICKET_MS = 10_000;

export interface Ticket {
  /** 256 random bits; a secret. */
  text: string;
  /** The connection of the runner that came with it; never, if none comes in time. */
  redeemed: Promise<WebSocket>;
  /** From now on it opens nothing. */
  void(): void;
}

/**
 * Tickets by which a runner shows that it was asked to call. Each opens one connection, within seconds. Only their
 * hashes are kept, so that looking one up tells nothing by the time that it takes.
 */
export class Tickets {
  private readonly open = new Map<string, (socket: WebSocket) => void>();

  issue(lifetimeMs = TICKET_MS): Ticket {
    const text = randomBytes(32).toString('base64url');
    const hash = hashOf(text);
    const redeemed = new Promise<WebSocket>((resolve) => this.open.set(hash, resolve));
    const timer = setTimeout(() => this.open.delete(hash), lifetimeMs);
    timer.unref();
    return {
      text,
      redeemed,
      void: () => {
        clearTimeout(timer);
        this.open.delete(hash);
      },
    };
  }

  /** Uses a ticket up. Undefined when it was never issued, is too old or has been used. */
  take(text: string): ((socket: WebSocket) => void) | undefined {
    const hash = hashOf(text);
    const accept = this.open.get(hash);
    this.open.delete(hash);
    return accept;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
