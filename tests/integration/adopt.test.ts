import { stack } from '../support/stack';
import { call, callRefused } from './support/client';
import { docker, exec, readFileOfImage, volumeExists } from './support/docker';
import { useLab } from './support/lab';
import { FURTHER_PORTS, SecondRunner } from './support/second-runner';

const lab = useLab();
const adopt = '/api/vps/adopt';

describe('adopting a container', () => {
  it('takes it over unchanged: the same container, name and configuration', async () => {
    const container = await lab.container({
      Env: ['REEF=coral'],
      Labels: { owner: 'ada' },
      HostConfig: { Memory: 64 * 1024 * 1024, RestartPolicy: { Name: 'always' } },
    });
    await container.start();
    const before = await container.inspect();
    const vps = await lab.adopt(before.Name.slice(1));
    const after = await container.inspect();
    expect(after).toEqual(before);
    expect(await vps.get()).toMatchObject({
      task_id: vps.taskId,
      status: 'running',
      image: before.Config.Image,
      container: { id: before.Id, name: before.Name.slice(1) },
      spec: { restart_policy: 'always', memory_bytes: 64 * 1024 * 1024, labels: { owner: 'ada' } },
    });
  });

  it('knows a stopped and a paused one for what they are', async () => {
    const stopped = await lab.container();
    const paused = await lab.container();
    await paused.start();
    await paused.pause();
    expect((await (await lab.adopt(stopped.id)).get()).status).toBe('stopped');
    expect((await (await lab.adopt(paused.id)).get()).status).toBe('paused');
    expect((await paused.inspect()).State.Paused).toBe(true);
  });

  it('keeps its name, its configuration, its files and its anonymous volume over a restart', async () => {
    const image = await lab.image(['VOLUME /kept']);
    const container = await lab.container({ Image: image, Env: ['REEF=coral'], Labels: { owner: 'ada' } });
    await container.start();
    await exec(container.id, 'echo in the volume > /kept/file; echo in the layer > /file');
    const before = await container.inspect();
    const name = before.Name.slice(1);
    const vps = await lab.adopt(name);

    await vps.restart();

    const after = await docker().getContainer(name).inspect();
    expect(after.Id).not.toBe(before.Id);
    expect(after.Mounts.map(({ Name }) => Name)).toEqual(before.Mounts.map(({ Name }) => Name));
    expect(after.Config).toMatchObject({
      Env: before.Config.Env,
      Cmd: before.Config.Cmd,
      Labels: { owner: 'ada' },
    });
    expect((await exec(name, 'cat /kept/file /file')).output).toBe('in the volume\nin the layer\n');
    expect(await vps.get()).toMatchObject({ status: 'running', image });
  });

  it('gives it back nothing when it is deleted: container, snapshots and anonymous volume go', async () => {
    const image = await lab.image(['VOLUME /kept']);
    const container = await lab.container({ Image: image });
    await container.start();
    const [volume] = (await container.inspect()).Mounts;
    const vps = await lab.adopt(container.id);
    await vps.snapshot();
    await lab.deleteVps(vps);
    await expect(container.inspect()).rejects.toMatchObject({ statusCode: 404 });
    expect(await volumeExists(volume?.Name ?? '')).toBe(false);
  });

  it('lets one of two adoptions at the same time have it', async () => {
    const container = await lab.container();
    const adoptions = await Promise.all(
      [lab.newTaskId(), lab.newTaskId()].map((task_id) =>
        call('POST', adopt, { body: { container: container.id, task_id, runner: stack().runner } }),
      ),
    );
    expect(adoptions.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = adoptions.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'container_already_managed' });
  });

  it('answers 404 for a container that does not exist, and no VPS comes of it', async () => {
    const task_id = lab.newTaskId();
    await callRefused(404, 'container_not_found', 'POST', adopt, {
      body: { container: 'no-such-container', task_id, runner: stack().runner },
    });
    await callRefused(404, 'vps_not_found', 'GET', `/api/vps/${task_id}`);
  });

  it('answers 409 for the container of a VPS, which is not disturbed', async () => {
    const vps = await lab.create();
    const task_id = lab.newTaskId();
    const { detail } = await callRefused(409, 'container_already_managed', 'POST', adopt, {
      body: { container: `holdfast-${vps.taskId}`, task_id, runner: stack().runner },
    });
    expect(detail).toContain(vps.taskId);
    expect((await vps.get()).status).toBe('running');
    await callRefused(404, 'vps_not_found', 'GET', `/api/vps/${task_id}`);
  });

  it('answers 409 for a container that was adopted already', async () => {
    const container = await lab.container();
    const first = await lab.adopt(container.id);
    const task_id = lab.newTaskId();
    const { detail } = await callRefused(409, 'container_already_managed', 'POST', adopt, {
      body: { container: container.id, task_id, runner: stack().runner },
    });
    expect(detail).toContain(first.taskId);
    await callRefused(404, 'vps_not_found', 'GET', `/api/vps/${task_id}`);
  });

  it('answers 409 when the task_id is in use', async () => {
    const vps = await lab.create({ start: false });
    const container = await lab.container();
    await callRefused(409, 'task_id_in_use', 'POST', adopt, {
      body: { container: container.id, task_id: vps.taskId, runner: stack().runner },
    });
  });

  it('never stops one that Docker deletes when it stops (--rm): that would be the end of its files', async () => {
    const container = await lab.container({ HostConfig: { AutoRemove: true } });
    await container.start();
    await exec(container.id, 'echo precious > /file');
    const vps = await lab.adopt(container.id);
    for (const action of ['stop', 'restart']) {
      const { detail } = await callRefused(409, 'invalid_state', 'POST', `/api/vps/${action}/${vps.taskId}`);
      expect(detail).toContain('--rm');
    }
    expect((await container.inspect()).State.Running).toBe(true);
    const { tag } = await vps.snapshot();
    expect(await readFileOfImage(tag, '/file')).toBe('precious\n');
  });

  it('keeps the host ports that Docker chose for it, over restarts (-P)', async () => {
    const container = await lab.container({
      ExposedPorts: { '22/tcp': {}, '80/tcp': {} },
      HostConfig: { PublishAllPorts: true },
    });
    await container.start();
    const name = (await container.inspect()).Name.slice(1);
    const published = async () => {
      const { Ports } = (await docker().getContainer(name).inspect()).NetworkSettings;
      return Object.entries(Ports)
        .flatMap(([port, bindings]) => (bindings ?? []).map((to) => `${to.HostIp} ${to.HostPort} -> ${port}`))
        .sort();
    };
    const before = await published();
    expect(before.length).toBeGreaterThanOrEqual(2);
    const vps = await lab.adopt(container.id);
    await vps.restart();
    await vps.restart();
    expect(await published()).toEqual(before);
  });

  it('keeps its host port for it while it is stopped and has no snapshot', async () => {
    // The last two of those for further runners, which are given away from the first on.
    const first = stack().portRange.last + FURTHER_PORTS - 1;
    const runner = new SecondRunner({ HOLDFAST_PORT_RANGE: `${first}-${first + 1}` });
    await runner.start();
    try {
      const container = await lab.container({
        HostConfig: { PortBindings: { '22/tcp': [{ HostIp: '127.0.0.1', HostPort: String(first) }] } },
      });
      const stopped = await lab.adopt(container.id);
      const vps = await lab.create({ runner: runner.name, ports: [22] });
      const { HostConfig } = await vps.inspect();
      expect(HostConfig.PortBindings).toMatchObject({ '22/tcp': [{ HostPort: String(first + 1) }] });
      await stopped.start();
      expect((await stopped.get()).status).toBe('running');
      await lab.deleteVps(vps);
    } finally {
      await runner.end();
    }
  });

  it.each(['host', 'none'])('keeps the network mode %s over a restart', async (mode) => {
    const container = await lab.container({ HostConfig: { NetworkMode: mode } });
    await container.start();
    const { Name } = await container.inspect();
    const vps = await lab.adopt(container.id);
    await vps.restart();
    const after = await docker().getContainer(Name.slice(1)).inspect();
    expect(after).toMatchObject({ HostConfig: { NetworkMode: mode }, State: { Running: true } });
    expect(Object.keys(after.NetworkSettings.Networks)).toEqual([mode]);
  });
});
