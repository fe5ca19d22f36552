import fc from 'fast-check';
import { describeSpec } from '../../../src/domain/describe-spec';
import { isTaskId } from '../../../src/domain/names';
import { buildSpec, defaultHostname, environmentLines } from '../../../src/domain/spec-builder';
import type { VpsRequest } from '../../../src/domain/vps-request';

const build = (request: Partial<VpsRequest> = {}) => buildSpec('web-1', { image: 'debian:12', ...request });

describe('a spec', () => {
  it('of the least request sets nothing that was not asked for, but an init and a restart policy', () => {
    expect(build()).toEqual({
      name: 'holdfast-web-1',
      config: { Hostname: 'web-1', Labels: {} },
      env_names: [],
      host_config: { Init: true, RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 } },
      networks: {},
    });
  });

  it('holds the names of environment variables, never their values', () => {
    const request: VpsRequest = { image: 'debian:12', env: { TOKEN: 'pearl-diver', LANG: 'C' } };
    const spec = buildSpec('web-1', request);
    expect(spec.env_names).toEqual(['LANG', 'TOKEN']);
    expect(JSON.stringify(spec)).not.toContain('pearl-diver');
    expect(environmentLines(request)).toEqual(['TOKEN=pearl-diver', 'LANG=C']);
  });

  it('leaves an open host port empty and exposes every port that is published', () => {
    const { config, host_config } = build({
      ports: [22, { container_port: 53, protocol: 'udp', host_port: 5353, host_ip: '127.0.0.1' }],
    });
    expect(config['ExposedPorts']).toEqual({ '22/tcp': {}, '53/udp': {} });
    expect(host_config['PortBindings']).toEqual({
      '22/tcp': [{ HostPort: '' }],
      '53/udp': [{ HostIp: '127.0.0.1', HostPort: '5353' }],
    });
  });

  it('publishes one container port on several host ports', () => {
    const { host_config } = build({
      ports: [
        { container_port: 80, host_port: 8080 },
        { container_port: 80, host_port: 8081 },
      ],
    });
    expect(host_config['PortBindings']).toEqual({ '80/tcp': [{ HostPort: '8080' }, { HostPort: '8081' }] });
  });

  it('runs a command that is a text by a shell, and a list as it is', () => {
    expect(build({ command: 'sleep 1; date' }).config['Cmd']).toEqual(['/bin/sh', '-c', 'sleep 1; date']);
    expect(build({ command: ['sleep', '1'] }).config['Cmd']).toEqual(['sleep', '1']);
  });

  it.each([
    [2, { Count: 2 }],
    ['all' as const, { Count: -1 }],
    [['GPU-1', 'GPU-2'], { DeviceIDs: ['GPU-1', 'GPU-2'] }],
  ])('asks for GPUs: %j', (gpus, which) => {
    expect(build({ gpus }).host_config['DeviceRequests']).toEqual([
      { Driver: '', ...which, Capabilities: [['gpu']], Options: {} },
    ]);
  });

  it('asks for no device when no GPU is wanted', () => {
    expect(build({ gpus: 0 }).host_config).not.toHaveProperty('DeviceRequests');
  });

  it('is created on its first network and connected to all of them', () => {
    const { host_config, networks } = build({
      network: ['front', { name: 'back', aliases: ['db'], ipv4_address: '10.1.2.3' }],
    });
    expect(host_config['NetworkMode']).toBe('front');
    expect(networks).toEqual({
      front: {},
      back: { Aliases: ['db'], IPAMConfig: { IPv4Address: '10.1.2.3' } },
    });
  });

  it('gives seconds to Docker as nanoseconds, and cores as billionths', () => {
    const { config, host_config } = build({
      cpus: 1.5,
      healthcheck: { test: 'true', interval: 0.5, retries: 3 },
    });
    expect(host_config['NanoCpus']).toBe(1_500_000_000);
    expect(config['Healthcheck']).toEqual({
      Test: ['CMD-SHELL', 'true'],
      Interval: 500_000_000,
      Retries: 3,
    });
  });
});

describe('the default host name', () => {
  it.each([
    ['web-1', 'web-1'],
    ['a.b_c__d', 'a-b-c-d'],
    ['x'.repeat(63), 'x'.repeat(63)],
  ])('of %s is %s', (taskId, hostname) => {
    expect(defaultHostname(taskId)).toBe(hostname);
  });

  it('is a legal one for every task_id', () => {
    const taskId = fc.stringMatching(/^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/).filter(isTaskId);
    fc.assert(
      fc.property(taskId, (text) => {
        expect(defaultHostname(text)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
      }),
    );
  });
});

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
const port = fc.integer({ min: 1, max: 65_535 });
const anyRequest: fc.Arbitrary<VpsRequest> = fc.record(
  {
    image: fc.constant('debian:12'),
    command: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
    entrypoint: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
    env: fc.dictionary(name, fc.string(), { maxKeys: 3 }),
    user: name,
    working_dir: name.map((text) => `/${text}`),
    cpus: fc.integer({ min: 1, max: 1000 }).map((hundredths) => hundredths / 100),
    memory_bytes: fc.integer({ min: 6 * 1024 * 1024, max: 2 ** 40 }),
    gpus: fc.oneof(
      fc.integer({ min: 1, max: 8 }),
      fc.constant<'all'>('all'),
      fc.array(name, { minLength: 1, maxLength: 2 }),
    ),
    ports: fc.uniqueArray(fc.record({ container_port: port, host_port: port }), {
      selector: ({ container_port }) => container_port,
      maxLength: 4,
    }),
    mounts: fc.array(fc.record({ type: fc.constant('volume' as const), source: name, target: name }), {
      maxLength: 3,
    }),
    network: fc.uniqueArray(fc.record({ name, aliases: fc.array(name, { maxLength: 2 }) }), {
      selector: (network) => network.name,
      minLength: 1,
      maxLength: 3,
    }),
    init: fc.boolean(),
    stop_signal: fc.constant('SIGINT'),
    stop_timeout: fc.nat(60),
    labels: fc.dictionary(name, fc.string(), { maxKeys: 3 }),
  },
  { requiredKeys: ['image'] },
);

describe('a spec that is read back', () => {
  it('says what was asked for', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const view = describeSpec(buildSpec('web-1', request));
        expect(view).toMatchObject({
          command: request.command ?? null,
          entrypoint: request.entrypoint ?? null,
          env_names: Object.keys(request.env ?? {}).sort(),
          hostname: 'web-1',
          user: request.user ?? null,
          working_dir: request.working_dir ?? null,
          cpus: request.cpus ?? null,
          memory_bytes: request.memory_bytes ?? null,
          gpus: request.gpus ?? null,
          mounts: request.mounts ?? [],
          networks: request.network ?? [],
          init: request.init ?? true,
          stop_signal: request.stop_signal ?? null,
          stop_timeout: request.stop_timeout ?? null,
          labels: request.labels ?? {},
          restart_policy: 'unless-stopped',
        });
        expect(sortedPorts(view.ports)).toMatchObject(sortedPorts((request.ports ?? []) as Published[]));
      }),
    );
  });

  it("of Docker's own making is understood as well", () => {
    const view = describeSpec({
      name: 'somebody',
      config: { Hostname: '0123456789ab', Cmd: null, Entrypoint: '/init', StopSignal: '', User: '' },
      env_names: ['PATH'],
      host_config: {
        CpuQuota: 150_000,
        CpuPeriod: 100_000,
        NanoCpus: 0,
        Memory: 0,
        Binds: ['/srv/www:/www:ro', 'data:/data', '/anonymous'],
        Tmpfs: { '/run': 'size=64m' },
        PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }], '81/tcp': null },
        DeviceRequests: null,
        RestartPolicy: { Name: '', MaximumRetryCount: 0 },
        Privileged: true,
      },
      networks: { bridge: { IPAMConfig: null, Aliases: null } },
    });
    expect(view).toMatchObject({
      command: null,
      entrypoint: ['/init'],
      cpus: 1.5,
      memory_bytes: null,
      gpus: null,
      stop_signal: null,
      restart_policy: 'no',
      privileged: true,
      ports: [{ container_port: 80, protocol: 'tcp', host_ip: null, host_port: 8080 }],
      networks: [{ name: 'bridge', aliases: [], ipv4_address: null }],
    });
    expect(
      view.mounts.map(({ type, source, target, read_only }) => [type, source, target, read_only]),
    ).toEqual([
      ['bind', '/srv/www', '/www', true],
      ['volume', 'data', '/data', false],
      ['volume', null, '/anonymous', false],
      ['tmpfs', null, '/run', false],
    ]);
  });
});

interface Published {
  container_port: number;
  host_port?: number | null | undefined;
}

function sortedPorts<T extends Published>(ports: readonly T[]): T[] {
  return [...ports].sort((a, b) => a.container_port - b.container_port);
}
