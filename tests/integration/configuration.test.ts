import type { ContainerInspectInfo } from 'dockerode';
import { stack } from '../support/stack';
import { docker, exec } from './support/docker';
import { useLab } from './support/lab';

const lab = useLab();
const MIB = 1024 * 1024;

/** A container with everything that Docker lets one ask for here, and data in its volumes. */
async function createRichContainer(): Promise<ContainerInspectInfo> {
  const image = await lab.image([
    'VOLUME /image-volume',
    'ENV FROM_IMAGE=yes',
    'LABEL from.image=yes',
    'EXPOSE 9999',
  ]);
  const first = await lab.network({ IPAM: { Config: [{ Subnet: '10.213.11.0/24' }] } });
  const second = await lab.network({ IPAM: { Config: [{ Subnet: '10.213.12.0/24' }] } });
  const volume = await lab.volume();
  const name = lab.newName('rich');
  const container = await lab.container({
    name,
    Image: image,
    Hostname: 'kelp',
    Domainname: 'reef.example',
    User: '1000:1000',
    WorkingDir: '/tmp',
    Env: ['REEF=coral', 'TRICKY=$HOME "quoted" \\ \n second line', 'EMPTY='],
    Entrypoint: ['/bin/sh', '-c'],
    Cmd: ['sleep 86400'],
    Tty: true,
    OpenStdin: true,
    StopSignal: 'SIGINT',
    StopTimeout: 4,
    Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 2e8, Timeout: 2e9, Retries: 4, StartPeriod: 1e9 },
    Labels: { owner: 'ada', 'with.text': 'a = "b"\nc' },
    ExposedPorts: { '22/tcp': {}, '53/udp': {}, '7777/tcp': {} },
    HostConfig: {
      Init: true,
      Binds: [`${volume}:/named:rw`, `${stack().sharedDir}:/bound:ro,private`],
      Mounts: [
        { Type: 'volume', Target: '/anonymous', Source: '' },
        {
          Type: 'tmpfs',
          Target: '/scratch-mount',
          Source: '',
          TmpfsOptions: { SizeBytes: MIB, Mode: 0o1777 },
        },
      ],
      Tmpfs: { '/scratch': 'rw,noexec,size=1048576' },
      PortBindings: {
        '22/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }],
        '53/udp': [{ HostIp: '127.0.0.1', HostPort: '' }],
      },
      Memory: 96 * MIB,
      MemoryReservation: 32 * MIB,
      NanoCpus: 750_000_000,
      CpuShares: 512,
      CpusetCpus: '0',
      PidsLimit: 77,
      BlkioWeight: 0,
      OomScoreAdj: 123,
      Ulimits: [{ Name: 'nofile', Soft: 1024, Hard: 2048 }],
      CapAdd: ['NET_ADMIN', 'SYS_TIME'],
      CapDrop: ['MKNOD'],
      SecurityOpt: ['no-new-privileges'],
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
      Sysctls: { 'net.ipv4.ip_unprivileged_port_start': '80' },
      ExtraHosts: ['lighthouse:10.213.11.99'],
      Dns: ['10.213.11.53'],
      DnsSearch: ['reef.example'],
      DnsOptions: ['ndots:2'],
      ShmSize: 8 * MIB,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
      GroupAdd: ['2000'],
      ReadonlyRootfs: false,
      NetworkMode: first,
    },
    NetworkingConfig: {
      EndpointsConfig: {
        [first]: { Aliases: ['seaweed'], IPAMConfig: { IPv4Address: '10.213.11.20' } },
      },
    },
  });
  await docker()
    .getNetwork(second)
    .connect({
      Container: container.id,
      EndpointConfig: { Aliases: ['urchin', 'star'], IPAMConfig: { IPv4Address: '10.213.12.30' } },
    });
  await container.start();
  return container.inspect();
}

/** What of a container's inspection is its configuration, less what is Docker's own and new with each container. */
function configurationOf(info: ContainerInspectInfo) {
  const { Image: _image, Labels, ...config } = info.Config;
  const { Mounts = [] } = info.HostConfig;
  const host = Object.entries(info.HostConfig).filter(
    ([name]) => !['PortBindings', 'Mounts', 'Binds'].includes(name),
  );
  const ids = [info.Id.slice(0, 12), info.Id];
  // One that nobody asked for is Docker's own: newer engines choose another at each start.
  const isMacAskedFor = 'MacAddress' in info.Config && info.Config.MacAddress !== '';
  return {
    name: info.Name,
    config,
    labels: Object.fromEntries(Object.entries(Labels).filter(([name]) => !name.startsWith('holdfast.'))),
    host: Object.fromEntries(host) as Record<string, unknown>,
    ports: info.NetworkSettings.Ports,
    mounts: info.Mounts.map(({ Type, Name, Source, Destination, RW, Propagation }) => ({
      Type,
      Name,
      // Of a volume it follows from the name.
      source: Type === 'bind' ? Source : null,
      Destination,
      RW,
      Propagation,
    })).sort((a, b) => (a.Destination < b.Destination ? -1 : 1)),
    tmpfs: Mounts.filter((mount) => mount.Type === 'tmpfs'),
    networks: Object.fromEntries(
      Object.entries(info.NetworkSettings.Networks).map(([network, endpoint]) => [
        network,
        {
          address: endpoint.IPAddress,
          ipam: endpoint.IPAMConfig as unknown,
          aliases: ((endpoint.Aliases ?? []) as string[]).filter((alias) => !ids.includes(alias)).sort(),
          mac: isMacAskedFor ? endpoint.MacAddress : null,
        },
      ]),
    ),
  };
}

describe('the configuration of a VPS', () => {
  it('is the same after a restart as before, field by field, in a container that was adopted', async () => {
    const before = await createRichContainer();
    const name = before.Name.slice(1);
    const volumes = ['/named', '/anonymous', '/image-volume'];
    // The program of the VPS is no root: its volumes are.
    const root = async (command: string) => {
      const { exitCode, output } = await exec(name, command);
      return { exitCode, output };
    };
    const asRoot = await docker()
      .getContainer(name)
      .exec({
        Cmd: ['sh', '-c', volumes.map((path) => `echo data of ${path} > ${path}/file`).join(';')],
        User: '0',
      });
    await asRoot.start({ Detach: true });

    const vps = await lab.adopt(name);
    expect(configurationOf(await docker().getContainer(name).inspect())).toEqual(configurationOf(before));

    let previous = before.Id;
    for (const round of [1, 2]) {
      const { snapshot_id } = await vps.restart();
      const after = await docker().getContainer(name).inspect();
      expect(after.Id).not.toBe(previous);
      previous = after.Id;
      expect({ round, ...configurationOf(after) }).toEqual({ round, ...configurationOf(before) });
      for (const path of volumes) {
        expect(await root(`cat ${path}/file`)).toEqual({ exitCode: 0, output: `data of ${path}\n` });
      }
      // The limits of process 1: runc (before 1.1.13) sets those of a `docker exec` while the Go runtime of the
      // new process raises them, and either may come last (opencontainers/runc#4195).
      const inside = await root(
        'hostname; id -u; pwd; echo "$REEF$FROM_IMAGE"; grep "open files" /proc/1/limits; cat /etc/hosts',
      );
      expect(inside.output).toMatch(/^kelp\n1000\n\/tmp\ncoralyes\nMax open files +1024 +2048 /);
      expect(inside.output).toContain('lighthouse');
      expect((await vps.get()).head).toBe(snapshot_id);
    }
  });

  it('is the same after a restart as before in a VPS that was created here', async () => {
    const network = await lab.network({ IPAM: { Config: [{ Subnet: '10.213.21.0/24' }] } });
    const other = await lab.network();
    const volume = await lab.volume();
    const vps = await lab.create({
      command: ['sleep', '86400'],
      env: { REEF: 'coral', TRICKY: '$HOME "quoted" \n second' },
      hostname: 'kelp',
      cpus: 0.5,
      memory_bytes: 64 * MIB,
      ports: [22, { container_port: 53, protocol: 'udp' }],
      mounts: [
        { type: 'volume', source: volume, target: '/named' },
        { type: 'volume', target: '/anonymous' },
        { type: 'tmpfs', target: '/scratch', size_bytes: MIB },
      ],
      network: [{ name: network, aliases: ['seaweed'], ipv4_address: '10.213.21.20' }, other],
      capabilities: { add: ['NET_ADMIN'], drop: ['MKNOD'] },
      healthcheck: { test: ['true'], interval: 0.5 },
      stop_signal: 'SIGINT',
      stop_timeout: 3,
      restart_policy: 'always',
      labels: { team: 'reef' },
    });
    await vps.run('for d in /named /anonymous; do echo "data of $d" > $d/file; done');
    const before = await vps.inspect();
    for (const round of [1, 2]) {
      await vps.restart();
      const after = await vps.inspect();
      expect({ round, ...withoutDynamicAddress(configurationOf(after), other) }).toEqual({
        round,
        ...withoutDynamicAddress(configurationOf(before), other),
      });
      expect(await vps.run('cat /named/file /anonymous/file')).toBe('data of /named\ndata of /anonymous\n');
    }
  });

  it('does not grow with each restart: environment, labels and image say the same', async () => {
    const vps = await lab.create({ env: { REEF: 'coral' }, labels: { team: 'reef' } });
    await vps.restart();
    const first = await vps.inspect();
    await vps.restart();
    await vps.restart();
    const last = await vps.inspect();
    expect(last.Config.Env).toEqual(first.Config.Env);
    expect(Object.keys(last.Config.Labels).sort()).toEqual(Object.keys(first.Config.Labels).sort());
    expect((await vps.get()).spec).toMatchObject({ env_names: ['REEF'], labels: { team: 'reef' } });
  });

  it('survives a removal by hand as well: the snapshot knows it', async () => {
    const vps = await lab.create({
      hostname: 'kelp',
      ports: [22],
      env: { REEF: 'coral' },
      labels: { team: 'reef' },
      memory_bytes: 64 * MIB,
    });
    const before = configurationOf(await vps.inspect());
    await vps.snapshot();
    await vps.container.remove({ force: true });
    await vps.restart();
    expect(withoutDynamicAddress(configurationOf(await vps.inspect()), 'bridge')).toEqual(
      withoutDynamicAddress(before, 'bridge'),
    );
  });
});

/** On a network on which no address was asked for, Docker gives the next that is free. */
function withoutDynamicAddress(configuration: ReturnType<typeof configurationOf>, network: string) {
  const { [network]: endpoint, ...networks } = configuration.networks;
  return { ...configuration, networks: { ...networks, [network]: { ...endpoint, address: '', mac: '' } } };
}
