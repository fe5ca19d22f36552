import { callRefused } from './support/client';
import { containersOf, imagesOf } from './support/docker';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import type { TestVps } from './support/test-vps';

const lab = useLab();

/** Nothing of a swap is left: one container, under the VPS's own name. */
const expectOneContainer = async (vps: TestVps) => {
  expect(await containersOf(vps.taskId)).toEqual([`holdfast-${vps.taskId}`]);
};

describe('restarting a VPS', () => {
  it('that runs: it comes back with the files of this moment, in a container made from a snapshot', async () => {
    const vps = await lab.create();
    await vps.write('/root/note', 'latest');
    const { Id } = await vps.inspect();
    const { snapshot_id, saved_snapshot, message } = await vps.restart();
    expect(message).toContain(snapshot_id ?? 'a snapshot');
    expect(saved_snapshot).toMatchObject({ id: snapshot_id, reason: 'restart' });
    expect((await vps.inspect()).Id).not.toBe(Id);
    expect(await vps.read('/root/note')).toBe('latest');
    expect(await vps.get()).toMatchObject({
      status: 'running',
      head: snapshot_id,
      container: { created_from: snapshot_id },
    });
    await expectOneContainer(vps);
  });

  it('that is stopped: it comes back from the snapshot of the stop, and takes no other', async () => {
    const vps = await lab.create();
    await vps.write('/root/note', 'latest');
    const { snapshot } = await vps.stop();
    const restarted = await vps.restart();
    expect(restarted).toMatchObject({ snapshot_id: snapshot?.id, saved_snapshot: null });
    expect(await vps.read('/root/note')).toBe('latest');
    expect(await vps.snapshots()).toHaveLength(1);
    await expectOneContainer(vps);
  });

  it('that is stopped without a snapshot: it loses nothing all the same', async () => {
    const vps = await lab.create();
    await vps.snapshot();
    await vps.write('/root/note', 'after the snapshot');
    await vps.stop({ snapshot: false });
    await vps.restart();
    expect(await vps.read('/root/note')).toBe('after the snapshot');
  });

  it('that is paused: it runs afterwards', async () => {
    const vps = await lab.create();
    await vps.write('/root/note', 'latest');
    await vps.pause();
    await vps.restart();
    expect((await vps.get()).status).toBe('running');
    expect(await vps.read('/root/note')).toBe('latest');
  });

  it('that has crashed: it runs again with what it had', async () => {
    const vps = await lab.create({
      restart_policy: 'no',
      command:
        'test -f /root/crash && rm /root/crash && exit 1; while :; do test -f /root/crash && exit 1; usleep 20000; done',
    });
    await vps.write('/root/note', 'survives');
    // The command may be killed with the VPS that it brings down.
    await vps.exec('touch /root/crash');
    const { StatusCode } = (await vps.container.wait()) as { StatusCode: number };
    expect(StatusCode).toBe(1);
    await vps.container.start();
    await vps.container.wait();
    await vps.restart();
    expect((await vps.get()).status).toBe('running');
    expect(await vps.read('/root/note')).toBe('survives');
  });

  it('whose container somebody removed by hand: it comes back from its snapshot, on the same port, with its environment', async () => {
    const vps = await lab.create({
      ports: [22],
      env: { REEF: 'coral' },
      hostname: 'kelp',
      memory_bytes: 64 * 1024 * 1024,
    });
    await vps.write('/root/note', 'saved');
    const { snapshot } = await vps.snapshot();
    const before = await vps.inspect();
    const { endpoints } = await vps.get();
    await vps.container.remove({ force: true });

    expect(await vps.restart()).toMatchObject({ snapshot_id: snapshot.id, saved_snapshot: null });

    const after = await vps.inspect();
    expect(after.Config.Env).toEqual(before.Config.Env);
    expect(after.Config.Hostname).toBe('kelp');
    expect(after.HostConfig.Memory).toBe(before.HostConfig.Memory);
    expect(after.HostConfig.PortBindings).toEqual(before.HostConfig.PortBindings);
    expect((await vps.get()).endpoints).toEqual(endpoints);
    expect(await vps.read('/root/note')).toBe('saved');
    await expectOneContainer(vps);
  });

  it('whose container is gone and that has no snapshot: it is refused, for nothing is left', async () => {
    const vps = await lab.create();
    await vps.container.remove({ force: true });
    await callRefused(409, 'nothing_to_restore', 'POST', `/api/vps/restart/${vps.taskId}`);
    expect((await vps.get()).status).toBe('missing');
  });

  it('that has no snapshot and is to take none: the same container stops and starts', async () => {
    const vps = await lab.create({ policy: { auto_snapshot_on_stop: false } });
    await vps.write('/root/note', 'same');
    const before = await vps.inspect();
    expect(await vps.restart()).toMatchObject({ snapshot_id: null, saved_snapshot: null });
    const after = await vps.inspect();
    expect(after.Id).toBe(before.Id);
    expect(after.State.StartedAt).not.toBe(before.State.StartedAt);
    expect(await vps.read('/root/note')).toBe('same');
    expect(await vps.snapshots()).toEqual([]);
  });

  it('that takes no automatic snapshot: it comes back from its head, and what it held beyond is saved', async () => {
    const vps = await lab.create({ policy: { auto_snapshot_on_stop: false } });
    await vps.write('/root/note', 'head');
    const { snapshot } = await vps.snapshot();
    await vps.write('/root/note', 'beyond');
    const restarted = await vps.restart();
    expect(restarted).toMatchObject({ snapshot_id: snapshot.id, saved_snapshot: { reason: 'safety' } });
    expect(await vps.read('/root/note')).toBe('head');

    // The safety snapshot is the newest, and yet no restart chooses it by itself.
    expect(await vps.restart()).toMatchObject({ snapshot_id: snapshot.id });
    expect(await vps.read('/root/note')).toBe('head');

    await vps.restore(restarted.saved_snapshot?.id ?? '');
    expect(await vps.read('/root/note')).toBe('beyond');
  });

  it('again and again: the files stay and so does the number of containers', async () => {
    const vps = await lab.create({ policy: { max_snapshots: 2 } });
    for (let round = 1; round <= 4; round++) {
      await vps.run(`echo ${round} >> /root/rounds`);
      await vps.restart();
    }
    expect(await vps.read('/root/rounds')).toBe('1\n2\n3\n4\n');
    await expectOneContainer(vps);
    expect(await imagesOf(vps.taskId)).toHaveLength(2);
  });

  it('gives the program its own grace to end, and the snapshot holds what it wrote meanwhile', async () => {
    const vps = await lab.create({
      command: `test -f /root/note || trap 'echo goodbye > /root/note; exit 0' TERM; sleep 86400 & wait; sleep 86400`,
    });
    await eventually('the trap is set', async () => (await vps.run('ps')).includes('sleep 86400'));
    await vps.restart();
    expect(await vps.read('/root/note')).toBe('goodbye\n');
  });

  it('waits until a VPS with a health check is healthy', async () => {
    const vps = await lab.create({
      command: 'usleep 700000; touch /root/up; sleep 86400',
      healthcheck: { test: 'test -f /root/up', interval: 0.2, timeout: 2, retries: 50 },
    });
    expect((await vps.inspect()).State.Health?.Status).toBe('healthy');
    await vps.restart();
    expect((await vps.inspect()).State.Health?.Status).toBe('healthy');
  });
});

describe('restarting from a named snapshot', () => {
  it('goes back to it, and saves what there was', async () => {
    const vps = await lab.create();
    await vps.write('/root/note', 'one');
    const one = (await vps.snapshot()).snapshot.id;
    await vps.write('/root/note', 'two');
    await vps.snapshot();
    const { snapshot_id, saved_snapshot } = await vps.restart({ snapshot_id: one });
    expect(snapshot_id).toBe(one);
    expect(saved_snapshot).toMatchObject({ reason: 'safety' });
    expect(await vps.read('/root/note')).toBe('one');
    expect((await vps.get()).head).toBe(one);
  });

  it('takes the unix second of it as well', async () => {
    const vps = await lab.create();
    await vps.snapshot();
    const [snapshot] = await vps.snapshots();
    expect(await vps.restart({ snapshot_id: String(snapshot?.timestamp) })).toMatchObject({
      snapshot_id: snapshot?.id,
    });
  });

  it('discards what there was, on request only', async () => {
    const vps = await lab.create();
    const one = (await vps.snapshot()).snapshot.id;
    await vps.write('/root/note', 'to be discarded');
    expect(await vps.restart({ snapshot_id: one, safety_snapshot: false })).toMatchObject({
      saved_snapshot: null,
    });
    expect(await vps.read('/root/note')).toBeUndefined();
    expect(await vps.snapshots()).toHaveLength(1);
  });

  it('is refused when there is none of that name, and the VPS is untouched', async () => {
    const vps = await lab.create();
    const { Id, State } = await vps.inspect();
    await callRefused(404, 'snapshot_not_found', 'POST', `/api/vps/restart/${vps.taskId}`, {
      body: { snapshot_id: '20200101t000000000-aaaaaa' },
    });
    expect(await vps.inspect()).toMatchObject({ Id, State: { StartedAt: State.StartedAt } });
  });
});

describe('restoring a snapshot', () => {
  it('puts the VPS back to it, and restoring the safety snapshot undoes that', async () => {
    const vps = await lab.create();
    await vps.write('/root/note', 'good');
    const good = (await vps.snapshot()).snapshot.id;
    await vps.run('rm -rf /root/note; echo ruin > /root/ruin');
    const { saved_snapshot } = await vps.restore(good);
    expect(await vps.read('/root/note')).toBe('good');
    expect(await vps.read('/root/ruin')).toBeUndefined();
    expect((await vps.snapshots()).find(({ id }) => id === saved_snapshot?.id)).toMatchObject({
      reason: 'safety',
    });

    await vps.restore(saved_snapshot?.id ?? '');
    expect(await vps.read('/root/note')).toBeUndefined();
    expect(await vps.read('/root/ruin')).toBe('ruin\n');
    await expectOneContainer(vps);
  });

  it('makes it the head: a restart afterwards does not go to a newer one', async () => {
    const vps = await lab.create({ policy: { auto_snapshot_on_stop: false } });
    await vps.write('/root/note', 'old');
    const old = (await vps.snapshot()).snapshot.id;
    await vps.write('/root/note', 'new');
    await vps.snapshot();
    await vps.restore(old);
    expect(await vps.restart()).toMatchObject({ snapshot_id: old });
    expect(await vps.read('/root/note')).toBe('old');
  });

  it('works on a stopped VPS and on one whose container is gone', async () => {
    const vps = await lab.create();
    await vps.write('/root/note', 'good');
    const good = (await vps.snapshot()).snapshot.id;
    await vps.stop();
    await vps.restore(good);
    expect((await vps.get()).status).toBe('running');
    await vps.container.remove({ force: true });
    await vps.restore(good);
    expect(await vps.read('/root/note')).toBe('good');
  });

  it('saves nothing twice: what a snapshot holds already is not saved again', async () => {
    const vps = await lab.create();
    const good = (await vps.snapshot()).snapshot.id;
    await vps.stop();
    expect(await vps.restore(good)).toMatchObject({ saved_snapshot: null });
  });
});
