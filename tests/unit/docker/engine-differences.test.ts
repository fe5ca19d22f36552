import { depthOf, hasEndpointMac, unpackedBytes } from '../../../src/docker/engine-differences';

describe('what differs between engines', () => {
  it('gives a MAC address to an endpoint from API 1.44 on', () => {
    const versions = [
      { major: 1, minor: 41 },
      { major: 1, minor: 43 },
      { major: 1, minor: 44 },
      { major: 2, minor: 0 },
    ];
    expect(versions.map(hasEndpointMac)).toEqual([false, false, true, true]);
  });

  it('takes the bytes of an image from its history, where the engine counts compressed ones', () => {
    // As 28.5 with the containerd store answers for 20 MB of zeros on top of busybox.
    const history = [{ Size: 20_979_712 }, { Size: 0 }, { Size: 2_015_232 }];
    expect(unpackedBytes({ Size: 1_122_432 }, history)).toBe(22_994_944);
  });

  it('takes what the graph driver says of an image that has no history, or only a part of it', () => {
    expect(unpackedBytes({ Size: 500 }, [])).toBe(500);
    expect(unpackedBytes({ Size: 500 }, [{ Size: 100 }])).toBe(500);
  });

  it('counts layers, not the steps that made them', () => {
    expect(depthOf({ RootFS: { Layers: ['sha256:a', 'sha256:b'] } })).toBe(2);
    expect(depthOf({ RootFS: { Layers: null } })).toBe(0);
    expect(depthOf({ RootFS: {} })).toBe(0);
  });
});
