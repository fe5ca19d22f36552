import { stack } from '../support/stack';
import { call, callOk, callRefused } from './support/client';
import { containersOf, volumeExists, volumesMountedBy } from './support/docker';
import { useLab } from './support/lab';
import type { VpsAnswer } from './support/shapes';
import { TestVps } from './support/test-vps';

const lab = useLab();
const create = '/api/vps/create';

describe('creating a VPS', () => {
  it('gives the container everything that was asked for', async () => {
    const network = await lab.network({ IPAM: { Config: [{ Subnet: '10.213.7.0/24' }] } });
    const volume = await lab.volume();
    const vps = await lab.create({
      command: 'sleep 86400',
      env: { GREETING: 'hello', EMPTY: '' },
      hostname: 'kelp',
      user: '1000:1000',
      working_dir: '/tmp',
      cpus: 0.5,
      memory_bytes: 64 * 1024 * 1024,
      ports: [8080, { container_port: 53, protocol: 'udp' }],
      mounts: [
        { type: 'volume', source: volume, target: '/data' },
        { type: 'volume', target: '/anonymous' },
        { type: 'tmpfs', target: '/scratch', size_bytes: 1024 * 1024 },
      ],
      network: { name: network, aliases: ['seaweed'], ipv4_address: '10.213.7.20' },
      tty: true,
      capabilities: { add: ['NET_ADMIN'], drop: ['MKNOD'] },
      healthcheck: { test: 'true', interval: 1, timeout: 2, start_period: 1, retries: 3 },
      stop_signal: 'SIGINT',
      stop_timeout: 3,
      restart_policy: 'on-failure',
      labels: { team: 'reef' },
      policy: { auto_snapshot_on_stop: false, max_snapshots: 2 },
    });

    const { Config, HostConfig, NetworkSettings, Mounts, State } = await vps.inspect();
    expect(State.Running).toBe(true);
    expect(Config).toMatchObject({
      Hostname: 'kelp',
      User: '1000:1000',
      WorkingDir: '/tmp',
      Cmd: ['/bin/sh', '-c', 'sleep 86400'],
      Tty: true,
      StopSignal: 'SIGINT',
      StopTimeout: 3,
      Healthcheck: {
        Test: ['CMD-SHELL', 'true'],
        Interval: 1e9,
        Timeout: 2e9,
        StartPeriod: 1e9,
        Retries: 3,
      },
      Labels: { team: 'reef', 'holdfast.task_id': vps.taskId },
    });
    expect(Config.Env).toEqual(expect.arrayContaining(['GREETING=hello', 'EMPTY=']));
    expect(HostConfig).toMatchObject({
      NanoCpus: 5e8,
      Memory: 64 * 1024 * 1024,
      Init: true,
      RestartPolicy: { Name: 'on-failure' },
    });
    expect((HostConfig.CapAdd as string[]).map(withoutPrefix)).toEqual(['NET_ADMIN']);
    expect((HostConfig.CapDrop as string[]).map(withoutPrefix)).toEqual(['MKNOD']);
    expect(NetworkSettings.Networks[network]).toMatchObject({
      IPAddress: '10.213.7.20',
      Aliases: expect.arrayContaining(['seaweed']) as unknown,
    });
    expect(Mounts.map(({ Destination }) => Destination)).toEqual(
      expect.arrayContaining(['/data', '/anonymous']),
    );
    expect(Object.keys(NetworkSettings.Ports).sort()).toEqual(['53/udp', '8080/tcp']);

    const shown = await vps.get();
    expect(shown).toMatchObject({
      task_id: vps.taskId,
      status: 'running',
      image: stack().image,
      spec: {
        env_names: expect.arrayContaining(['EMPTY', 'GREETING']) as unknown,
        hostname: 'kelp',
        cpus: 0.5,
        memory_bytes: 64 * 1024 * 1024,
        restart_policy: 'on-failure',
        stop_timeout: 3,
      },
      policy: { auto_snapshot_on_stop: false, max_snapshots: 2 },
      snapshots: [],
    });
    expect(shown.endpoints.map(({ container_port }) => container_port).sort((a, b) => a - b)).toEqual([
      53, 8080,
    ]);
    for (const { host_port } of shown.endpoints) expect(host_port).toBeGreaterThan(1023);
  });

  it('passes a request for GPUs on to Docker', async () => {
    const vps = await lab.create({ gpus: 1, start: false });
    expect((await vps.inspect()).HostConfig.DeviceRequests).toMatchObject([
      { Count: 1, Capabilities: [['gpu']] },
    ]);
  });

  it('publishes a fixed host port where it was asked to', async () => {
    const free = (await lab.create({ ports: [80], start: false })).taskId;
    const port = (await new TestVps(free).get()).spec?.ports[0]?.host_port;
    await callOk(200, 'DELETE', `/api/vps/${free}`);
    const vps = await lab.create({ ports: [{ container_port: 80, host_port: port ?? 0 }] });
    expect((await vps.get()).endpoints).toMatchObject([{ container_port: 80, host_port: port }]);
  });

  it('does not start it when told not to', async () => {
    const vps = await lab.create({ start: false });
    expect((await vps.inspect()).State.Status).toBe('created');
    expect((await vps.get()).status).toBe('stopped');
  });

  it('makes up a task_id when none is given', async () => {
    const answer = await callOk<{ task_id: string; message: string }>(201, 'POST', create, {
      body: { image: stack().image, command: ['sleep', '86400'], runner: stack().runner },
    });
    lab.owns({ taskId: answer.task_id });
    expect(answer).toEqual(expect.objectContaining({ message: 'VPS created' }));
    expect(typeof answer.task_id).toBe('string');
    expect(await containersOf(answer.task_id)).toEqual([`holdfast-${answer.task_id}`]);
  });

  it('keeps a task_id above 2^53 exact, as a string', async () => {
    const task_id = String(2n ** 53n + 1n + BigInt(Date.now()));
    const vps = await lab.create({ task_id });
    const { tag } = await vps.snapshot();
    expect(await vps.get()).toMatchObject({ task_id });
    expect(tag.startsWith(`holdfast/${task_id}:`)).toBe(true);
    expect(await vps.snapshots()).toMatchObject([{ task_id, tag }]);
  });

  it('is listed in the fleet', async () => {
    const vps = await lab.create();
    const { vps: fleet, count } = await callOk<{ vps: VpsAnswer[]; count: number }>(
      200,
      'GET',
      '/api/vps?limit=200',
    );
    expect(count).toBe(fleet.length);
    expect(fleet.find(({ task_id }) => task_id === vps.taskId)).toMatchObject({ status: 'running' });
  });
});

describe('a VPS that cannot be created', () => {
  const expectNothing = async (taskId: string) => {
    expect(await containersOf(taskId)).toEqual([]);
    await callRefused(404, 'vps_not_found', 'GET', `/api/vps/${taskId}`);
  };

  it.each(['127.0.0.1:9/no/such:image', 'holdfast-no-such-image'])(
    'is refused with 422 when its image %s does not exist',
    async (image) => {
      const task_id = lab.newTaskId();
      await callRefused(422, 'image_not_found', 'POST', create, {
        body: { task_id, image, runner: stack().runner },
      });
      await expectNothing(task_id);
    },
  );

  it('is refused with 409 when its task_id is in use, and the other VPS is untouched', async () => {
    const vps = await lab.create();
    const { Id } = await vps.inspect();
    await callRefused(409, 'task_id_in_use', 'POST', create, {
      body: { task_id: vps.taskId, image: stack().image, runner: stack().runner },
    });
    expect(await vps.inspect()).toMatchObject({ Id, State: { Running: true } });
  });

  it('is created once when it is asked for twice at the same time', async () => {
    const body = {
      task_id: lab.newTaskId(),
      image: stack().image,
      command: ['sleep', '86400'],
      runner: stack().runner,
    };
    const answers = await Promise.all([1, 2, 3].map(() => call('POST', create, { body })));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409, 409]);
    expect(await containersOf(body.task_id)).toEqual([`holdfast-${body.task_id}`]);
  });

  it('is refused with 422 when it is a QEMU VPS, with a text that says why', async () => {
    const task_id = lab.newTaskId();
    const { detail } = await callRefused(422, 'qemu_not_supported', 'POST', create, {
      body: { task_id, image: stack().image, vps_backend: 'qemu' },
    });
    expect(detail).toMatch(/Docker/);
    await expectNothing(task_id);
  });

  it('is refused when no runner has the name', async () => {
    const task_id = lab.newTaskId();
    await callRefused(422, 'runner_unknown', 'POST', create, {
      body: { task_id, image: stack().image, runner: 'nobody' },
    });
    await expectNothing(task_id);
  });

  it('is refused when somebody else has a container of its name, which is left alone', async () => {
    const task_id = lab.newTaskId();
    const foreign = await lab.container({ name: `holdfast-${task_id}` });
    const { detail } = await callRefused(409, 'container_name_in_use', 'POST', create, {
      body: { task_id, image: stack().image, runner: stack().runner },
    });
    expect(detail).toContain(`holdfast-${task_id}`);
    expect((await foreign.inspect()).Name).toBe(`/holdfast-${task_id}`);
    await callRefused(404, 'vps_not_found', 'GET', `/api/vps/${task_id}`);
    await foreign.remove({ force: true });
  });

  it('is refused when it wants a directory that the runner does not give away', async () => {
    const task_id = lab.newTaskId();
    await callRefused(422, 'bind_not_allowed', 'POST', create, {
      body: {
        task_id,
        image: stack().image,
        runner: stack().runner,
        mounts: [{ type: 'bind', source: '/etc', target: '/host' }],
      },
    });
    await expectNothing(task_id);
  });

  it('leaves nothing when its program does not exist', async () => {
    const task_id = lab.newTaskId();
    const answer = await call('POST', create, {
      body: {
        task_id,
        image: stack().image,
        runner: stack().runner,
        command: ['/no/such/program'],
        init: false,
      },
    });
    expect([422, 502]).toContain(answer.status);
    await expectNothing(task_id);
  });

  it('leaves nothing, and says what the log says, when its program ends at once', async () => {
    const task_id = lab.newTaskId();
    const since = new Date();
    const { detail } = await callRefused(502, 'vps_not_healthy', 'POST', create, {
      body: {
        task_id,
        image: stack().image,
        runner: stack().runner,
        restart_policy: 'no',
        command: 'echo the tide is out; exit 3',
        mounts: [{ type: 'volume', target: '/anonymous' }],
        labels: { marker: task_id },
      },
    });
    expect(detail).toContain('the tide is out');
    await expectNothing(task_id);
    const volumes = await volumesMountedBy(`holdfast-${task_id}`, since);
    expect(volumes).not.toEqual([]);
    for (const volume of volumes) expect(await volumeExists(volume)).toBe(false);
    await lab.create({ task_id });
  });
});

describe('a host port that Docker was free to choose', () => {
  it('stays the same over stop and start, restart and restore', async () => {
    const vps = await lab.create({ ports: [22] });
    const port = async () => (await vps.get()).endpoints[0]?.host_port;
    const published = async () =>
      (await vps.inspect()).NetworkSettings.Ports['22/tcp']?.map(({ HostPort }) => Number(HostPort));
    const first = await port();
    expect(first).toBeGreaterThan(1023);
    expect(await published()).toContain(first);

    const stopped = await vps.stop();
    await vps.start();
    expect(await published()).toContain(first);
    await vps.restart();
    expect(await published()).toContain(first);
    await vps.restore(stopped.snapshot?.id ?? '');
    expect(await published()).toContain(first);
    expect(await port()).toBe(first);
  });
});

function withoutPrefix(capability: string): string {
  return capability.replace(/^CAP_/, '');
}
