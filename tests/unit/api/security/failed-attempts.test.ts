import { Problem } from '../../../../src/api/problems';
import { FailedAttempts } from '../../../../src/api/security/failed-attempts';

const isRefused = (attempts: FailedAttempts, address: string, now: number): boolean => {
  try {
    attempts.check(address, now);
    return false;
  } catch (error) {
    if (error instanceof Problem && error.code === 'rate_limited') return true;
    throw error;
  }
};

describe('an address that sends wrong tokens', () => {
  it('is refused after so many, for the rest of the minute, and no other address is', () => {
    const attempts = new FailedAttempts(2);
    attempts.note('192.0.2.1', 0);
    expect(isRefused(attempts, '192.0.2.1', 1)).toBe(false);
    attempts.note('192.0.2.1', 1);
    expect(isRefused(attempts, '192.0.2.1', 2)).toBe(true);
    expect(isRefused(attempts, '192.0.2.1', 59_999)).toBe(true);
    expect(isRefused(attempts, '192.0.2.1', 60_000)).toBe(false);
    expect(isRefused(attempts, '192.0.2.2', 2)).toBe(false);
  });

  it('is all of its network with IPv6', () => {
    const attempts = new FailedAttempts(1);
    attempts.note('2001:db8::1', 0);
    expect(isRefused(attempts, '2001:db8::2', 1)).toBe(true);
    expect(isRefused(attempts, '2001:db9::1', 1)).toBe(false);
  });

  it('is never refused when there is no limit', () => {
    const attempts = new FailedAttempts(0);
    attempts.note('192.0.2.1', 0);
    expect(isRefused(attempts, '192.0.2.1', 1)).toBe(false);
  });

  it('takes no more memory than for ten thousand others', () => {
    const attempts = new FailedAttempts(1);
    attempts.note('192.0.2.1', 0);
    for (let index = 0; index < 10_000; index++) attempts.note(`10.0.${index >> 8}.${index & 255}`, 1);
    expect(isRefused(attempts, '192.0.2.1', 2)).toBe(false);
    expect(isRefused(attempts, '10.0.0.1', 2)).toBe(true);
  });
});
