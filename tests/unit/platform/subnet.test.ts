import fc from 'fast-check';
import { chooseSubnet, gatewayOf } from '../../../src/platform/subnet';

describe('the subnet of a private engine', () => {
  it('is the same for the same seed', () => {
    expect(chooseSubnet([], 57)).toBe('10.201.16.0/20');
    expect(chooseSubnet([], 57)).toBe(chooseSubnet([], 57));
  });

  it('has its first address for the bridge', () => {
    expect(gatewayOf('10.201.16.0/20')).toBe('10.201.16.1/20');
  });

  it.each(['10.201.16.0/20', '10.201.16.0/24', '10.201.20.7', '10.200.0.0/12', '0.0.0.0/1'])(
    'does not overlap a network that is there: %s',
    (used) => {
      expect(chooseSubnet([used], 57)).not.toBe('10.201.16.0/20');
    },
  );

  it('is none when all are taken', () => {
    expect(chooseSubnet(['10.0.0.0/8'], 1)).toBeUndefined();
  });

  it('ignores what is no IPv4 range', () => {
    expect(chooseSubnet(['default', 'fe80::/64', ''], 57)).toBe('10.201.16.0/20');
  });

  it('never collides with those chosen before, whatever the seeds', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 0xffffffff }), { maxLength: 30 }), (seeds) => {
        const chosen: string[] = [];
        for (const seed of seeds) chosen.push(chooseSubnet(chosen, seed) ?? 'none');
        return new Set(chosen).size === chosen.length && !chosen.includes('none');
      }),
    );
  });
});
