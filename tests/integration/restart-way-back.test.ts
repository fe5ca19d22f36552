import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { PortMap } from 'dockerode';
import { call, callRefused } from './support/client';
import { containersOf, docker, exec } from './support/docker';
import { eventually } from './support/eventually';
import { submit, untilEnded, untilStep } from './support/operations';
import { useLab } from './support/lab';
import type { TestVps } from './support/test-vps';

const lab = useLab();

/** A VPS whose entry program is a file of its own, so that a snapshot can hold a broken one. */
const createFromScript = async (): Promise<TestVps> => {
  const run = '/app/run.sh';
  const vps = await lab.create({
    command: `test -f ${run} || { mkdir -p /app; echo 'exec sleep 86400' > ${run}; }; exec sh ${run}`,
    restart_policy: 'unless-stopped',
    ports: [22],
    policy: { auto_snapshot_on_stop: false },
  });
  await eventually('its program runs', async () => (await vps.read(run)) !== undefined);
  return vps;
};

const breakAndSnapshot = async (vps: TestVps): Promise<string> => {
  await vps.run(`echo 'echo the anchor is lost; exit 1' > /app/run.sh`);
  const { snapshot } = await vps.snapshot({ message: 'broken' });
  await vps.run(`echo 'exec sleep 86400' > /app/run.sh; echo intact > /root-note`);
  return snapshot.id;
};

const expectAsBefore = async (vps: TestVps, before: Awaited<ReturnType<TestVps['inspect']>>) => {
  const after = await vps.inspect();
  expect(after.Id).toBe(before.Id);
  expect(after.Name).toBe(before.Name);
  expect(after.State.Status).toBe(before.State.Status);
  expect(after.HostConfig).toEqual(before.HostConfig);
  expect(await vps.read('/root-note')).toBe('intact\n');
  expect(await containersOf(vps.taskId)).toEqual([`holdfast-${vps.taskId}`]);
};

describe('a restart whose replacement does not come up', () => {
  it('fails with the reason and the log, and the old container runs again as if nothing had been', async () => {
    const vps = await createFromScript();
    const broken = await breakAndSnapshot(vps);
    const before = await vps.inspect();
    const { detail } = await callRefused(502, 'vps_not_healthy', 'POST', `/api/vps/restart/${vps.taskId}`);
    expect(detail).toContain('the anchor is lost');
    await expectAsBefore(vps, before);
    expect(await vps.get()).toMatchObject({ status: 'running', head: broken });
    expect((await vps.inspect()).NetworkSettings.Ports).toEqual(before.NetworkSettings.Ports);
  });

  it('leaves a stopped VPS stopped', async () => {
    const vps = await createFromScript();
    const broken = await breakAndSnapshot(vps);
    await vps.stop({ snapshot: false });
    const before = await vps.inspect();
    await callRefused(502, 'vps_not_healthy', 'POST', `/api/vps/restart/${vps.taskId}`, {
      body: { snapshot_id: broken },
    });
    await expectAsBefore(vps, before);
    expect((await vps.get()).status).toBe('stopped');
  });

  it('leaves a paused VPS paused', async () => {
    const vps = await createFromScript();
    const broken = await breakAndSnapshot(vps);
    await vps.pause();
    const before = await vps.inspect();
    await callRefused(502, 'vps_not_healthy', 'POST', `/api/vps/snapshots/${vps.taskId}/${broken}/restore`);
    await expectAsBefore(vps, before);
    expect((await vps.get()).status).toBe('paused');
  });

  it('that a health check turns down fails, and the VPS is as before', async () => {
    const vps = await lab.create({
      command: 'sleep 86400',
      healthcheck: { test: 'test ! -f /root/ill', interval: 0.1, timeout: 2, retries: 1 },
      policy: { auto_snapshot_on_stop: false },
    });
    await vps.write('/root/ill', 'very');
    const { snapshot } = await vps.snapshot();
    await vps.run('rm /root/ill; echo intact > /root-note');
    const before = await vps.inspect();
    await callRefused(502, 'vps_not_healthy', 'POST', `/api/vps/restart/${vps.taskId}`, {
      body: { snapshot_id: snapshot.id },
    });
    await expectAsBefore(vps, before);
  });

  it('does not stand in the way of the next: it can be restarted from a good snapshot', async () => {
    const vps = await createFromScript();
    await breakAndSnapshot(vps);
    await callRefused(502, 'vps_not_healthy', 'POST', `/api/vps/restart/${vps.taskId}`);
    const good = (await vps.snapshot()).snapshot.id;
    expect(await vps.restart()).toMatchObject({ snapshot_id: good });
    expect(await vps.read('/root-note')).toBe('intact\n');
    expect(await containersOf(vps.taskId)).toEqual([`holdfast-${vps.taskId}`]);
  });

  it('of an adopted container brings that container back, under its own name', async () => {
    const container = await lab.container({
      Cmd: ['sh', '-c', 'test -f /broken && exit 1; exec sleep 86400'],
      HostConfig: { RestartPolicy: { Name: 'always' } },
    });
    await container.start();
    const before = await container.inspect();
    const vps = await lab.adopt(container.id);
    await vps.patch({ auto_snapshot_on_stop: false });
    await exec(container.id, 'touch /broken');
    await vps.snapshot();
    await exec(container.id, 'rm /broken');
    await callRefused(502, 'vps_not_healthy', 'POST', `/api/vps/restart/${vps.taskId}`);
    const after = await docker().getContainer(before.Name.slice(1)).inspect();
    expect(after).toMatchObject({ Id: before.Id, State: { Running: true } });
    expect(after.HostConfig).toEqual(before.HostConfig);
    expect(await containersOf(vps.taskId)).toEqual([]);
  });
});

describe('a restart that finds its surroundings changed', () => {
  it('is refused when a network of the VPS is gone, and nothing is touched', async () => {
    const network = await lab.network();
    const vps = await lab.create({ network });
    await vps.run('echo intact > /root-note');
    await vps.stop();
    const before = await vps.inspect();
    await docker().getNetwork(network).remove();
    const { status, body } = await call('POST', `/api/vps/restart/${vps.taskId}`);
    expect([409, 422, 502]).toContain(status);
    expect(body['detail']).toContain(network);
    await expectAsBefore(vps, before);
    expect((await vps.get()).status).toBe('stopped');
  });

  it('fails when somebody else has taken its port, and succeeds once the port is free', async () => {
    const vps = await lab.create({ ports: [22] });
    await vps.run('echo intact > /root-note');
    await vps.stop();
    const before = await vps.inspect();
    const squatter = await lab.container({
      ExposedPorts: { '22/tcp': {} },
      HostConfig: { PortBindings: before.HostConfig.PortBindings as PortMap },
    });
    await squatter.start();
    const { status, body } = await call('POST', `/api/vps/restart/${vps.taskId}`);
    expect([409, 422, 502]).toContain(status);
    expect(body['detail']).toMatch(/port|address/);
    await expectAsBefore(vps, before);
    expect((await vps.get()).status).toBe('stopped');

    await squatter.remove({ force: true });
    await vps.restart();
    expect((await vps.inspect()).HostConfig.PortBindings).toEqual(before.HostConfig.PortBindings);
    expect(await vps.read('/root-note')).toBe('intact\n');
  });
});

describe('a restart whose way back fails too', () => {
  /** Takes the address as soon as it is free. */
  const seize = async (port: number): Promise<Server> =>
    eventually(`port ${port} is free`, async () => {
      const server = createServer().listen(port, '127.0.0.1');
      return once(server, 'listening').then(
        () => server,
        () => false,
      );
    });

  it('says so, loses nothing, and the VPS runs again once the cause is gone', async () => {
    const vps = await lab.create({ ports: [22], restart_policy: 'unless-stopped' });
    await vps.run('echo intact > /root-note; dd if=/dev/urandom of=/large bs=1M count=60 2>/dev/null; sync');
    const before = await vps.inspect();
    const [{ host_port } = { host_port: 0 }] = (await vps.get()).endpoints;

    const restart = await submit(`/api/vps/restart/${vps.taskId}`);
    // It is free from the stop to the start of the replacement, for as long as the commit takes.
    await untilStep(restart, 'stopContainer');
    const squatter = await seize(host_port);
    const { status, error } = await untilEnded(restart, 90_000);
    expect({ status, code: error?.code }).toEqual({ status: 'failed', code: 'way_back_failed' });
    expect(error?.detail).toMatch(/cannot be started.*could not be undone: run the VPS as before/s);
    expect(await vps.get()).toMatchObject({ status: 'crashed', container: { id: before.Id } });

    squatter.close();
    await eventually('it runs again', async () => (await vps.get()).status === 'running', {
      withinMs: 40_000,
    });
    await expectAsBefore(vps, before);
    expect((await vps.get()).events.map(({ type }) => type)).toEqual([]);
  }, 180_000);
});
