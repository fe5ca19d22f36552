import { ipKeyGenerator } from 'express-rate-limit';
import { isIP } from 'node:net';
import { Problem } from '../problems';

const WINDOW_MS = 60_000;
/** Of so many addresses is remembered that they failed; then the oldest are forgotten. */
const MOST_ADDRESSES = 10_000;

/**
 * Counts secrets that were wrong, by the address that they came from. An address that has sent too many within a minute
 * is refused before its next one is looked at, right or wrong: otherwise it could go on guessing.
 */
export class FailedAttempts {
  private readonly counts = new Map<string, { count: number; until: number }>();

  /** @param limit so many a minute; 0 means any number */
  constructor(private readonly limit: number) {}

  /** @throws Problem `rate_limited` */
  check(address: string, now = Date.now()): void {
    const known = this.counts.get(keyOf(address));
    if (this.limit === 0 || known === undefined || known.until <= now || known.count < this.limit) return;
    const retry_after = Math.ceil((known.until - now) / 1000);
    throw new Problem('rate_limited', `Too many wrong tokens came from ${address}.`, { retry_after });
  }

  note(address: string, now = Date.now()): void {
    const key = keyOf(address);
    const known = this.counts.get(key);
    if (known !== undefined && known.until > now) {
      known.count++;
      return;
    }
    this.counts.delete(key);
    this.counts.set(key, { count: 1, until: now + WINDOW_MS });
    const [oldest] = this.counts.keys();
    if (this.counts.size > MOST_ADDRESSES && oldest !== undefined) this.counts.delete(oldest);
  }
}

/** Somebody with IPv6 has a whole network of addresses. */
function keyOf(address: string): string {
  return isIP(address) === 6 ? ipKeyGenerator(address) : address;
}
