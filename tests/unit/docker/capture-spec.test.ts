import { captureSpec } from '../../../src/docker/capture-spec';
import { compareSpecs } from '../../../src/docker/compare-specs';
import { ENGINE_20_10, ENGINE_28, recordedReplacement, recordedRunning } from './fixtures/recorded';

describe('a captured spec', () => {
  const spec = captureSpec(recordedRunning(), ENGINE_20_10);

  it('is the same for the container that was created from it', () => {
    expect(compareSpecs(spec, captureSpec(recordedReplacement(), ENGINE_20_10))).toEqual([]);
  });

  it('has the names of the environment variables, in order, and none of their values', () => {
    expect(spec.env_names).toEqual(['TOKEN', 'PLAIN', 'PATH', 'IMG', 'PATHX']);
    expect(JSON.stringify(spec)).not.toContain('not-in-the-spec');
  });

  it('has neither the image nor the labels that are our own', () => {
    const labelled = recordedReplacement();
    expect(labelled.Config.Labels).toHaveProperty(['holdfast.task_id'], 'workshop');
    const { config } = captureSpec(labelled, ENGINE_20_10);
    expect(config).not.toHaveProperty('Image');
    expect(config).not.toHaveProperty('Env');
    expect(config['Labels']).toEqual({ 'img.label': 'x', team: 'a', empty: '' });
  });

  it('fixes the host ports that the running container was given', () => {
    expect(spec.host_config['PortBindings']).toEqual({
      '22/tcp': [{ HostIp: '', HostPort: expect.stringMatching(/^\d+$/) as string }],
      '443/tcp': [{ HostIp: '0.0.0.0', HostPort: '8443' }],
      '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: expect.stringMatching(/^\d+$/) as string }],
    });
  });

  it('names anonymous volumes, once each, and leaves the others as they were asked for', () => {
    const anonymous = (target: string) =>
      expect.stringMatching(new RegExp(`^[0-9a-f]{64}:${target}:nocopy$`)) as string;
    const binds = spec.host_config['Binds'];
    expect(binds).toHaveLength(5);
    expect(binds).toEqual(
      expect.arrayContaining([
        'projects:/projects',
        '/srv/give:/give:ro',
        anonymous('/anonymous'),
        anonymous('/data'),
        anonymous('/imgvol'),
      ]),
    );
    expect(spec.host_config['Mounts']).toMatchObject([
      { Target: '/mounted', Source: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    ]);
  });

  it('keeps hostname, aliases and static address, and not what Docker adds', () => {
    expect(spec.config['Hostname']).toBe(recordedRunning().Id.slice(0, 12));
    expect(spec.networks).toEqual({
      n1: { IPAMConfig: { IPv4Address: '172.31.7.20' }, Aliases: ['web'] },
      n2: { Aliases: ['second'] },
    });
  });

  it('leaves the hostname to Docker where it refuses one', () => {
    const sharing = recordedRunning();
    sharing.HostConfig.NetworkMode = 'container:0123456789ab';
    expect(captureSpec(sharing, ENGINE_20_10).config).not.toHaveProperty('Hostname');
  });

  it('keeps a MAC address where it belongs in the version of the API', () => {
    const running = recordedRunning();
    running.Config['MacAddress'] = '02:42:ac:11:65:43';
    expect(captureSpec(running, ENGINE_20_10).config).toHaveProperty('MacAddress', '02:42:ac:11:65:43');
    expect(captureSpec(running, ENGINE_20_10).networks['n1']).not.toHaveProperty('MacAddress');
    expect(captureSpec(running, ENGINE_28).config).not.toHaveProperty('MacAddress');
    const { networks } = captureSpec(running, ENGINE_28);
    expect(networks['n1']).toHaveProperty('MacAddress', '02:42:ac:11:65:43');
    expect(networks['n2']).not.toHaveProperty('MacAddress');
  });

  it('has no MAC address that Docker chose', () => {
    expect(captureSpec(recordedRunning(), ENGINE_28).networks['n1']).not.toHaveProperty('MacAddress');
  });

  it('names the network that was given by its id', () => {
    const byId = recordedRunning();
    byId.HostConfig.NetworkMode = byId.NetworkSettings.Networks?.['n1']?.NetworkID ?? '';
    expect(captureSpec(byId, ENGINE_20_10).host_config['NetworkMode']).toBe('n1');
  });

  it('writes links as they are asked for', () => {
    const linked = recordedRunning();
    linked.HostConfig['Links'] = ['/db:/workshop/database'];
    expect(captureSpec(linked, ENGINE_20_10).host_config['Links']).toEqual(['db:database']);
  });
});
