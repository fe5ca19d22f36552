import fc from 'fast-check';
import { readPrefer } from '../../../src/api/prefer';

describe('the Prefer header', () => {
  it.each([
    [undefined, 60_000, []],
    ['', 60_000, []],
    ['wait=5', 5000, ['wait=5']],
    ['wait=0', 0, ['wait=0']],
    ['respond-async', 0, ['respond-async']],
    ['respond-async, wait=10', 10_000, ['respond-async', 'wait=10']],
    ['wait=10, respond-async', 10_000, ['respond-async', 'wait=10']],
    ['Respond-Async', 0, ['respond-async']],
    [' wait = 7 ', 7000, ['wait=7']],
    ['wait="8"', 8000, ['wait=8']],
    ['wait=9;x=y, return=minimal', 9000, ['wait=9']],
    ['wait=1, wait=2', 1000, ['wait=1']],
    ['wait=99999', 3_600_000, ['wait=3600']],
    ['wait=-1', 60_000, []],
    ['wait=1.5', 60_000, []],
    ['wait=soon', 60_000, []],
    ['wait', 60_000, []],
    ['return=representation', 60_000, []],
  ])('%j means to wait %d ms, and applies %j', (header, wait_ms, applied) => {
    expect(readPrefer(header, 60)).toEqual({ wait_ms, applied });
  });

  it('never asks for more than an hour, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const { wait_ms } = readPrefer(header, 60);
        expect(wait_ms).toBeGreaterThanOrEqual(0);
        expect(wait_ms).toBeLessThanOrEqual(3_600_000);
      }),
    );
  });
});
