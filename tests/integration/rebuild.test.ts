import type { JsonObject } from '../../src/domain/json';
import { stack } from '../support/stack';
import { call, callOk, callRefused } from './support/client';
import { containersOf, docker, imagesOf } from './support/docker';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import { SecondRunner } from './support/second-runner';
import type { VpsAnswer } from './support/shapes';
import { useTemporal } from './support/temporal';
import type { TestVps } from './support/test-vps';

interface RebuildAnswer {
  message: string;
  runner: string;
  rebuilt: string[];
  existing: string[];
  deleted: string[];
  failed: { task_id: string; reason: string }[];
}

const ENOUGH_MS = 180_000;

const lab = useLab();
const temporal = useTemporal();
/** Has the VPSs of these tests for itself. */
const runner = new SecondRunner();
beforeAll(() => runner.start(), ENOUGH_MS);
// After the lab, which needs it to tear down.
afterAll(() => runner.end());

async function create(request: JsonObject = {}): Promise<TestVps> {
  return lab.create({ runner: runner.name, ...request });
}

async function rebuild(name = runner.name): Promise<RebuildAnswer> {
  return callOk(200, 'POST', `/api/runners/${name}/rebuild`, { headers: { 'x-holdfast-actor': 'rescuer' } });
}

/** What a lost database is for a VPS. */
async function forget({ taskId }: TestVps): Promise<void> {
  await temporal().workflow.getHandle(`vps-${taskId}`).terminate('as if the database were gone');
  await callRefused(404, 'vps_not_found', 'GET', `/api/vps/${taskId}`);
}

/** All of it but what happened and what only a closer look measures. */
function lasting({ events: _events, container, ...vps }: VpsAnswer): unknown {
  return { ...vps, container: container && { ...container, writable_bytes: null } };
}

async function notesOf({ taskId }: TestVps): Promise<string> {
  const label = ['holdfast.notes', `holdfast.task_id=${taskId}`];
  const { Volumes } = await docker().listVolumes({ filters: JSON.stringify({ label }) });
  return Volumes.map(({ Labels }) => Labels['holdfast.notes']).join('\n');
}

async function untilNoted(vps: TestVps, text: string): Promise<void> {
  await eventually(`the notes of ${vps.taskId} have ${text}`, async () =>
    (await notesOf(vps)).includes(text),
  );
}

describe('a record that Temporal has lost', () => {
  it(
    'comes back as it was, for VPSs in every state',
    async () => {
      const running = await create({ ports: [22], policy: { max_snapshots: 3 } });
      await running.write('/root/note', 'kept');
      const { snapshot } = await running.snapshot({ name: 'first', message: 'line 1\nline 2', pinned: true });
      const { snapshot: later } = await running.snapshot();
      await running.patchSnapshot(later.id, { name: 'renamed', pinned: true });
      await running.patchSnapshot(snapshot.id, { message: 'other words', pinned: false });
      await running.patch({ auto_snapshot_on_stop: false });

      const stopped = await create();
      await stopped.stop();
      const stoppedWithout = await create();
      await stoppedWithout.stop({ snapshot: false });
      const paused = await create();
      await paused.pause();
      const restarted = await create();
      await restarted.restart();
      const missing = await create();
      await missing.write('/root/note', 'saved');
      await missing.snapshot();
      await missing.container.remove({ force: true });
      await missing.untilStatus('missing');

      await untilNoted(running, '"auto_snapshot_on_stop":false');
      await untilNoted(stoppedWithout, '"desired":"stopped"');
      await untilNoted(restarted, `"container_id":"${(await restarted.inspect()).Id}"`);
      const all = [running, stopped, stoppedWithout, paused, restarted, missing];
      const before = await Promise.all(all.map((vps) => vps.get()));
      for (const vps of all) await forget(vps);

      const taskIds = all.map(({ taskId }) => taskId).sort();
      expect(await rebuild()).toMatchObject({ rebuilt: taskIds, existing: [], deleted: [], failed: [] });
      const after = await Promise.all(all.map((vps) => vps.get()));
      expect(after.map(lasting)).toEqual(before.map(lasting));
      expect(after.map(({ status }) => status)).toEqual([
        'running',
        'stopped',
        'stopped',
        'paused',
        'running',
        'missing',
      ]);
      for (const { events } of after) {
        expect(events.map(({ type }) => type)).toContain('rebuilt');
        expect(events.at(-1)?.detail).toContain('rescuer');
      }

      const after2nd = { id: lab.newName('inventory'), taskQueue: `runner-${runner.name}` };
      const page = await temporal().activity.execute<{ vpss: { task_id: string }[]; next: string | null }>(
        'inventory',
        { ...after2nd, args: [{ after: taskIds[1] }], startToCloseTimeout: '1 minute' },
      );
      expect(page.vpss.map(({ task_id }) => task_id)).toEqual(taskIds.slice(2));
      expect(page.next).toBeNull();

      // Once more makes nothing new.
      expect(await rebuild()).toMatchObject({ rebuilt: [], existing: taskIds, deleted: [], failed: [] });

      await running.snapshot();
      await running.restart();
      expect(await running.read('/root/note')).toBe('kept');
      expect((await running.get()).endpoints).toEqual(before[0]?.endpoints);
      await stopped.start();
      await paused.resume();
      await restarted.stop();
      await missing.restart();
      expect(await missing.read('/root/note')).toBe('saved');
      for (const { taskId } of all) expect(await containersOf(taskId)).toEqual([`holdfast-${taskId}`]);
    },
    ENOUGH_MS,
  );

  it('comes back without the notes too, and then rotates nothing out', async () => {
    const vps = await create({ policy: { max_snapshots: 2 } });
    await vps.snapshot({ name: 'first' });
    const { snapshot } = await vps.snapshot();
    await vps.patchSnapshot(snapshot.id, { pinned: true });
    await untilNoted(vps, '"pinned":true');
    await forget(vps);
    const label = ['holdfast.notes', `holdfast.task_id=${vps.taskId}`];
    const { Volumes } = await docker().listVolumes({ filters: JSON.stringify({ label }) });
    for (const { Name } of Volumes) await docker().getVolume(Name).remove();

    expect((await rebuild()).rebuilt).toEqual([vps.taskId]);
    expect(await vps.get()).toMatchObject({
      status: 'running',
      image: stack().image,
      created_by: 'rebuilt by rescuer',
      head: snapshot.id,
      policy_overrides: { max_snapshots: 0 },
      snapshots: [{ id: snapshot.id, pinned: false }, { name: 'first' }],
    });
    await vps.snapshot();
    expect(await vps.snapshots()).toHaveLength(3);
  });

  it('comes back for an adopted container, which bears no label', async () => {
    const container = await lab.container();
    await container.start();
    const taskId = lab.newTaskId('adopted');
    await callOk(201, 'POST', '/api/vps/adopt', {
      body: { container: container.id, task_id: taskId, runner: runner.name },
    });
    const vps = { taskId } as TestVps;
    await callOk(200, 'PATCH', `/api/vps/${taskId}`, { body: { max_snapshots: 7 } });
    await untilNoted(vps, '"max_snapshots":7');
    const before = await callOk<VpsAnswer>(200, 'GET', `/api/vps/${taskId}`);
    await forget(vps);
    expect((await rebuild()).rebuilt).toEqual([taskId]);
    expect(lasting(await callOk(200, 'GET', `/api/vps/${taskId}`))).toEqual(lasting(before));
  });

  it('comes back when a restart was cut off, and the next restart leaves nothing of that', async () => {
    const between = await create();
    await between.write('/root/note', 'kept');
    await between.snapshot();
    const afterSwap = await create();
    await afterSwap.snapshot();
    await untilNoted(between, '"head":"');
    await untilNoted(afterSwap, '"head":"');
    await forget(between);
    await forget(afterSwap);
    await between.container.update({ RestartPolicy: { Name: 'no' } });
    await between.container.stop({ t: 1 });
    await between.container.rename({ name: `holdfast-${between.taskId}.prev` });
    await lab.container({ name: `holdfast-${afterSwap.taskId}.prev` });

    expect((await rebuild()).rebuilt).toEqual([between.taskId, afterSwap.taskId].sort());
    expect((await between.get()).status).toBe('crashed');
    expect((await afterSwap.get()).status).toBe('running');
    for (const vps of [between, afterSwap]) {
      await vps.restart();
      expect(await containersOf(vps.taskId)).toEqual([`holdfast-${vps.taskId}`]);
      expect((await vps.inspect()).HostConfig.RestartPolicy?.Name).toBe('unless-stopped');
    }
    expect(await between.read('/root/note')).toBe('kept');
  });

  it("of another runner's VPS on the same engine is left to that runner", async () => {
    const vps = await lab.create();
    await forget(vps);
    const answer = await rebuild();
    expect(JSON.stringify(answer)).not.toContain(vps.taskId);
    await callRefused(404, 'vps_not_found', 'GET', `/api/vps/${vps.taskId}`);
    expect((await rebuild(stack().runner)).rebuilt).toContain(vps.taskId);
    expect((await vps.get()).status).toBe('running');
  });
});

describe('a VPS that was deleted', () => {
  it('leaves no notes, and does not come back with the snapshots that were kept', async () => {
    const vps = await create();
    const { tag } = await vps.snapshot();
    lab.owns({ image: tag });
    await untilNoted(vps, '"head"');
    await lab.deleteVps(vps, 'keep');
    await eventually('the notes are gone', async () => (await notesOf(vps)) === '');
    expect(await rebuild()).toMatchObject({ rebuilt: [], deleted: [vps.taskId] });
    await callRefused(404, 'vps_not_found', 'GET', `/api/vps/${vps.taskId}`);
    for (const name of await imagesOf(vps.taskId)) await docker().getImage(name).remove();
  });
});

describe('a rebuild that cannot be', () => {
  it.each(['nobody', 'UPPER', '..%2fx', `${'x'.repeat(500)}`])(
    'names an unknown runner: %s',
    async (name) => {
      await callRefused(422, 'runner_unknown', 'POST', `/api/runners/${name}/rebuild`);
    },
  );

  it('takes no body and no other method', async () => {
    await callRefused(400, 'invalid_request', 'POST', `/api/runners/${runner.name}/rebuild`, {
      body: { all: true },
    });
    expect((await call('GET', `/api/runners/${runner.name}/rebuild`)).status).toBe(405);
  });

  it(
    'says that the runner is silent',
    async () => {
      const silent = new SecondRunner();
      await silent.start();
      await silent.kill();
      await silent.untilAlive(false);
      const { detail } = await callRefused(503, 'no_runner', 'POST', `/api/runners/${silent.name}/rebuild`);
      expect(detail).toContain(silent.name);
    },
    ENOUGH_MS,
  );
});
