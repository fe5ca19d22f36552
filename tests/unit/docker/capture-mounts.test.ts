import {
  bindSources,
  mountTargets,
  resolveVolumes,
  withoutCopying,
} from '../../../src/docker/capture-mounts';

const volume = (Name: string, Destination: string, Mode = '') => ({
  Type: 'volume',
  Name,
  Source: `/var/lib/docker/volumes/${Name}/_data`,
  Destination,
  Mode,
  RW: Mode !== 'ro',
});

describe('the mounts of a container', () => {
  it('include once what was taken over from other containers', () => {
    const host = { Binds: ['data:/data/'], VolumesFrom: ['other:ro'] };
    const mounted = [
      volume('data', '/data'),
      volume('logs', '/logs', 'ro'),
      { Type: 'bind', Source: '/srv', Destination: '/srv', Mode: '', RW: false },
    ];
    expect(resolveVolumes(host, mounted)).toEqual({
      Binds: ['data:/data/', '/srv:/srv:ro', 'logs:/logs:ro,nocopy'],
      VolumesFrom: null,
    });
  });

  it('are the same when they are resolved twice', () => {
    const mounted = [volume('a'.repeat(64), '/anonymous'), volume('b'.repeat(64), '/listed')];
    const host = { Binds: ['/anonymous'], Mounts: [{ Type: 'volume', Target: '/listed' }] };
    const resolved = resolveVolumes(host, mounted);
    expect(resolved).toMatchObject({
      Binds: [`${'a'.repeat(64)}:/anonymous:nocopy`],
      Mounts: [{ Source: 'b'.repeat(64), VolumeOptions: { NoCopy: true } }],
    });
    expect(resolveVolumes(resolved, mounted)).toEqual(resolved);
  });

  it('copy nothing in a rehearsal, and are otherwise as they were', () => {
    const host = {
      Binds: ['data:/data', 'logs:/logs:ro', '/srv:/srv', 'x:/x:nocopy'],
      Mounts: [
        { Type: 'volume', Source: 'v', Target: '/v' },
        { Type: 'bind', Source: '/a', Target: '/a' },
      ],
    };
    expect(withoutCopying(host)).toEqual({
      Binds: ['data:/data:nocopy', 'logs:/logs:ro,nocopy', '/srv:/srv', 'x:/x:nocopy'],
      Mounts: [
        { Type: 'volume', Source: 'v', Target: '/v', VolumeOptions: { NoCopy: true } },
        { Type: 'bind', Source: '/a', Target: '/a' },
      ],
    });
  });

  it('name every directory of the machine, also one that poses as a volume', () => {
    const device = { DriverConfig: { Name: 'local', Options: { type: 'none', o: 'bind', device: '/root' } } };
    const host = {
      Binds: ['/etc:/etc:ro', 'data:/data', '../up:/up', '/anonymous'],
      Mounts: [
        { Type: 'bind', Source: '/srv', Target: '/srv' },
        { Type: 'volume', Source: 'v', Target: '/v', VolumeOptions: device },
      ],
    };
    expect(bindSources(host).sort()).toEqual(['../up', '/etc', '/root', '/srv']);
  });

  it('are found at a path however it is written', () => {
    const host = { Binds: ['data:/shared/'], Mounts: [{ Target: '/m' }], Tmpfs: { '/tmp/../t': '' } };
    expect([...mountTargets(host)].sort()).toEqual(['/m', '/shared', '/t']);
  });
});
