import { Unsettled } from '../../../src/api/temporal/unsettled';

describe('operations whose VPS does not tell of them yet', () => {
  it('are waited for until the VPS does', () => {
    const unsettled = new Unsettled();
    expect(unsettled.of('kelp')).toBeUndefined();
    unsettled.note('kelp', 'stop:kelp:1');
    expect(unsettled.of('kelp')).toBe('stop:kelp:1');
    expect(unsettled.of('coral')).toBeUndefined();
    unsettled.forget('kelp', 'stop:kelp:1');
    expect(unsettled.of('kelp')).toBeUndefined();
  });

  it('are not forgotten with an earlier one', () => {
    const unsettled = new Unsettled();
    unsettled.note('kelp', 'stop:kelp:1');
    unsettled.note('kelp', 'start:kelp:2');
    unsettled.forget('kelp', 'stop:kelp:1');
    expect(unsettled.of('kelp')).toBe('start:kelp:2');
  });
});
