import { EventEmitter } from 'node:events';
import type WebSocket from 'ws';
import { Tickets } from '../../../src/api/terminal/tickets';

/** Tickets never look into it. */
const socket = new EventEmitter() as WebSocket;

describe('a ticket', () => {
  it('hands over one connection, and no second one', async () => {
    const tickets = new Tickets();
    const { text, redeemed } = tickets.issue();
    tickets.take(text)?.(socket);
    expect(await redeemed).toBe(socket);
    expect(tickets.take(text)).toBeUndefined();
  });

  it('has 256 bits and is never the same', () => {
    const tickets = new Tickets();
    const texts = Array.from({ length: 100 }, () => tickets.issue().text);
    expect(new Set(texts).size).toBe(100);
    for (const text of texts) expect(Buffer.from(text, 'base64url')).toHaveLength(32);
  });

  it('opens nothing when it is too old, or nobody waits with it any more', async () => {
    const tickets = new Tickets();
    const { text } = tickets.issue(10);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(tickets.take(text)).toBeUndefined();
    const other = tickets.issue();
    other.void();
    expect(tickets.take(other.text)).toBeUndefined();
  });

  it('is not opened by what only resembles it', () => {
    const tickets = new Tickets();
    const { text } = tickets.issue();
    for (const wrong of ['', text.slice(1), `${text}A`, text.toUpperCase()]) {
      expect(tickets.take(wrong)).toBeUndefined();
    }
    expect(tickets.take(text)).toBeDefined();
  });
});
