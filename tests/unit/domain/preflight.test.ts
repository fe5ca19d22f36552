import { effectivePolicy, type VpsPolicy } from '../../../src/domain/policy';
import { MAX_LAYERS, preflightSnapshot } from '../../../src/domain/preflight';
import { aContainer } from './fixtures';

const roomy = { free_bytes: 10_000, reserve_bytes: 100 };

describe('the preflight of a snapshot', () => {
  it('lets a VPS pass that has written just what it may', () => {
    expect(preflightSnapshot(aContainer({ writable_bytes: 500 }), roomy, 500)).toBeNull();
    expect(preflightSnapshot(aContainer({ writable_bytes: null }), roomy, 1)).toBeNull();
  });

  it('refuses one that has written more, with both figures; 0 is no limit', () => {
    const container = aContainer({ writable_bytes: 501 });
    expect(preflightSnapshot(container, roomy, 500)).toMatchObject({
      code: 'snapshot_too_large',
      detail: expect.stringMatching(/501 bytes.*500 at most/) as string,
    });
    expect(preflightSnapshot(container, roomy, 0)).toBeNull();
  });

  it('refuses what the disk has no room for beside the reserve', () => {
    const container = aContainer({ writable_bytes: 9_901 });
    expect(preflightSnapshot(container, roomy, 0)).toMatchObject({ code: 'insufficient_disk' });
    expect(preflightSnapshot(container, { ...roomy, free_bytes: null }, 0)).toBeNull();
  });

  it('refuses a VPS on too many layers', () => {
    expect(preflightSnapshot(aContainer({ layers: MAX_LAYERS }), roomy, 0)).toMatchObject({
      code: 'layer_limit',
    });
  });
});

it('a runner of an older version, which reports no cap, has none', () => {
  const reported = { auto_snapshot_on_stop: true, max_snapshots: 5 } as VpsPolicy;
  expect(effectivePolicy(reported, {}).max_snapshot_bytes).toBe(0);
  expect(effectivePolicy(reported, { max_snapshot_bytes: 7 }).max_snapshot_bytes).toBe(7);
});
