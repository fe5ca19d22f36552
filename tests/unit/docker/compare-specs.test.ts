import { captureSpec } from '../../../src/docker/capture-spec';
import { compareSpecs } from '../../../src/docker/compare-specs';
import type { ContainerSpec } from '../../../src/domain/container';
import { ENGINE_20_10, recordedRunning } from './fixtures/recorded';

const aSpec = (): ContainerSpec => captureSpec(recordedRunning(), ENGINE_20_10);

function withHost(host: ContainerSpec['host_config']): ContainerSpec {
  const spec = aSpec();
  return { ...spec, host_config: { ...spec.host_config, ...host } };
}

describe('the comparison of two specs', () => {
  it('finds nothing between a spec and itself, whatever the containers are called', () => {
    expect(compareSpecs(aSpec(), { ...aSpec(), name: 'another' })).toEqual([]);
  });

  it('says which setting differs, and how', () => {
    expect(compareSpecs(aSpec(), withHost({ Memory: 0 }))).toEqual(['host_config.Memory: 67108864 -> 0']);
  });

  it.each([
    ['a dropped network', { networks: {} }, /^networks\.n1: .* -> \(none\)$/],
    ['a lost variable', { env_names: ['PATH'] }, /^env_names: /],
    ['another command', { config: { ...aSpec().config, Cmd: ['sleep 1'] } }, /^config\.Cmd: /],
    [
      'a label without a value',
      { config: { ...aSpec().config, Labels: {} } },
      /^config\.Labels\.empty: "" -> /,
    ],
    [
      'an exposed port',
      { config: { ...aSpec().config, ExposedPorts: null } },
      /^config\.ExposedPorts\.22\/tcp: /,
    ],
  ])('notices %s', (_what, change, expected) => {
    const differences = compareSpecs(aSpec(), { ...aSpec(), ...change });
    expect(differences).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  });

  it.each([
    ['the policy that keeps it up', { RestartPolicy: { Name: 'no', MaximumRetryCount: 0 } }],
    ['a bind', { Binds: ['projects:/elsewhere'] }],
    ['a port', { PortBindings: { '22/tcp': [{ HostIp: '', HostPort: '1' }] } }],
    ['a swappiness of zero', { MemorySwappiness: 0 }],
    ['a tmpfs', { Tmpfs: null }],
  ])('notices %s', (_what, host) => {
    expect(compareSpecs(aSpec(), withHost(host))).not.toEqual([]);
  });

  it.each([
    ['null for an empty list', { CapDrop: [] }],
    ['null for an empty map', { StorageOpt: {} }],
    ['null for an empty text', { CgroupParent: null }],
    ['another order of binds', { Binds: [...(aSpec().host_config['Binds'] as string[])].reverse() }],
  ])('takes %s for the same', (_what, host) => {
    expect(compareSpecs(aSpec(), withHost(host))).toEqual([]);
  });

  it('does not take another order of the command for the same', () => {
    const spec = aSpec();
    const left = { ...spec, config: { ...spec.config, Cmd: ['a', 'b'] } };
    const right = { ...spec, config: { ...spec.config, Cmd: ['b', 'a'] } };
    expect(compareSpecs(left, right)).toEqual(['config.Cmd: ["a","b"] -> ["b","a"]']);
  });
});
