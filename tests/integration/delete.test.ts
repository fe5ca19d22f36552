import { callOk, callRefused } from './support/client';
import { containersOf, imagesOf, volumeExists } from './support/docker';
import { useLab } from './support/lab';

const lab = useLab();

describe('deleting a VPS', () => {
  it('removes a VPS without snapshots without asking', async () => {
    const vps = await lab.create();
    const answer = await callOk(200, 'DELETE', `/api/vps/${vps.taskId}`);
    expect(answer).toMatchObject({ message: 'VPS deleted', task_id: vps.taskId });
    expect(await containersOf(vps.taskId)).toEqual([]);
    await callRefused(404, 'vps_not_found', 'GET', `/api/vps/${vps.taskId}`);
  });

  it('refuses, when there are snapshots, until it is said what becomes of them', async () => {
    const vps = await lab.create();
    await vps.snapshot();
    const { detail } = await callRefused(409, 'snapshots_exist', 'DELETE', `/api/vps/${vps.taskId}`);
    expect(detail).toMatch(/\?snapshots=delete.*\?snapshots=keep/);
    expect((await vps.inspect()).State.Running).toBe(true);
    expect(await vps.snapshots()).toHaveLength(1);
  });

  it('removes the snapshots with it when told to, also those that are pinned or in use', async () => {
    const vps = await lab.create();
    await vps.snapshot({ pinned: true });
    await vps.restart();
    await vps.snapshot();
    await lab.deleteVps(vps, 'delete');
    expect(await containersOf(vps.taskId)).toEqual([]);
    expect(await imagesOf(vps.taskId)).toEqual([]);
  });

  it('keeps the snapshots when told to; a new VPS of that name has them again', async () => {
    const vps = await lab.create();
    await vps.write('/root/note', 'from the first life');
    const { tag, snapshot } = await vps.snapshot({ message: 'kept' });
    const answer = await lab.deleteVps(vps, 'keep');
    expect(answer).toMatchObject({ snapshots_kept: [tag] });
    expect(await containersOf(vps.taskId)).toEqual([]);
    expect(await imagesOf(vps.taskId)).toEqual([tag]);

    const again = await lab.create({ task_id: vps.taskId });
    expect(await again.snapshots()).toMatchObject([{ id: snapshot.id, tag, message: 'kept' }]);
    await again.restore(snapshot.id);
    expect(await again.read('/root/note')).toBe('from the first life');
  });

  it('removes anonymous volumes and keeps named ones', async () => {
    const named = await lab.volume();
    const vps = await lab.create({
      mounts: [
        { type: 'volume', source: named, target: '/named' },
        { type: 'volume', target: '/anonymous' },
      ],
    });
    const { Mounts } = await vps.inspect();
    const anonymous = Mounts.find(({ Destination }) => Destination === '/anonymous')?.Name ?? '';
    expect(await volumeExists(anonymous)).toBe(true);
    await lab.deleteVps(vps);
    expect(await volumeExists(anonymous)).toBe(false);
    expect(await volumeExists(named)).toBe(true);
  });

  it('removes anonymous volumes that came through a restart', async () => {
    const vps = await lab.create({ mounts: [{ type: 'volume', target: '/anonymous' }] });
    const volume = async () =>
      (await vps.inspect()).Mounts.find(({ Destination }) => Destination === '/anonymous')?.Name ?? '';
    const before = await volume();
    await vps.restart();
    expect(await volume()).toBe(before);
    await lab.deleteVps(vps);
    expect(await volumeExists(before)).toBe(false);
  });

  it('removes a VPS that is paused, stopped, or whose container is gone already', async () => {
    const [paused, stopped, gone] = await Promise.all([lab.create(), lab.create(), lab.create()]);
    await paused.pause();
    await stopped.stop({ snapshot: false });
    await gone.container.remove({ force: true });
    for (const vps of [paused, stopped, gone]) {
      await lab.deleteVps(vps);
      expect(await containersOf(vps.taskId)).toEqual([]);
    }
  });

  it('frees the task_id for a new VPS, which knows nothing of the old one', async () => {
    const first = await lab.create();
    await first.write('/root/note', 'old');
    await first.snapshot();
    await lab.deleteVps(first, 'delete');
    const second = await lab.create({ task_id: first.taskId });
    expect(await second.snapshots()).toEqual([]);
    expect(await second.read('/root/note')).toBeUndefined();
  });

  it('refuses every later call', async () => {
    const vps = await lab.create();
    await lab.deleteVps(vps);
    await callRefused(404, 'vps_not_found', 'POST', `/api/vps/restart/${vps.taskId}`);
    await callRefused(404, 'vps_not_found', 'GET', `/api/vps/snapshots/${vps.taskId}`);
    await callRefused(404, 'vps_not_found', 'DELETE', `/api/vps/${vps.taskId}`);
  });
});
