import { captureSpec } from '../../../src/docker/capture-spec';
import { exposePublishedPorts, planCreate } from '../../../src/docker/create-body';
import type { ContainerSpec } from '../../../src/domain/container';
import { ENGINE_20_10, recordedRunning } from './fixtures/recorded';

const options = { image: 'holdfast/x:1', env: ['A=1'], labels: { 'holdfast.task_id': 'x' }, exact: true };

function aSpec(spec: Partial<ContainerSpec> = {}): ContainerSpec {
  return { name: 'holdfast-x', config: {}, env_names: [], host_config: {}, networks: {}, ...spec };
}

describe('what a container is created with', () => {
  it('has one network at creation, and the others afterwards', () => {
    const plan = planCreate(captureSpec(recordedRunning(), ENGINE_20_10), options);
    expect(plan.body['NetworkingConfig']).toEqual({
      EndpointsConfig: { n1: { IPAMConfig: { IPv4Address: '172.31.7.20' }, Aliases: ['web'] } },
    });
    expect(plan.furtherNetworks).toEqual([['n2', { Aliases: ['second'] }]]);
  });

  it('has no endpoint for a network that goes without saying', () => {
    for (const [mode, network] of [
      ['default', 'bridge'],
      ['host', 'host'],
      ['none', 'none'],
    ] as const) {
      const plan = planCreate(
        aSpec({ host_config: { NetworkMode: mode }, networks: { [network]: {} } }),
        options,
      );
      expect(plan.body).not.toHaveProperty('NetworkingConfig');
      expect(plan.furtherNetworks).toEqual([]);
    }
  });

  it("adds our labels to the person's own, and gives image and environment", () => {
    const { body } = planCreate(aSpec({ config: { Labels: { team: 'a' } } }), options);
    expect(body).toMatchObject({
      Image: 'holdfast/x:1',
      Env: ['A=1'],
      Labels: { team: 'a', 'holdfast.task_id': 'x' },
    });
  });

  it("keeps the image's entrypoint away from a VPS that has none", () => {
    const spec = aSpec({ config: { Entrypoint: null, Cmd: ['sleep', '1'] } });
    expect(planCreate(spec, options).body['Entrypoint']).toEqual(['']);
    expect(planCreate(spec, { ...options, exact: false }).body['Entrypoint']).toBeNull();
  });

  it('exposes what is published', () => {
    const spec = aSpec({ host_config: { PortBindings: { '22': [{ HostPort: '' }], '53/udp': [] } } });
    expect(exposePublishedPorts(spec).config['ExposedPorts']).toEqual({ '22/tcp': {}, '53/udp': {} });
  });
});
