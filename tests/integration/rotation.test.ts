import { callRefused } from './support/client';
import { imagesOf } from './support/docker';
import { useLab } from './support/lab';
import type { TestVps } from './support/test-vps';

const lab = useLab();

const take = async (vps: TestVps, count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push((await vps.snapshot()).snapshot.id);
  return ids;
};
const idsOf = async (vps: TestVps) => (await vps.snapshots()).map(({ id }) => id).reverse();

describe('rotation', () => {
  it('lets the oldest go after a snapshot has been taken, and says which', async () => {
    const vps = await lab.create({ policy: { max_snapshots: 2 } });
    const [first, second] = await take(vps, 2);
    const { snapshot, rotated_out } = await vps.snapshot();
    expect(rotated_out).toEqual([first]);
    expect(await idsOf(vps)).toEqual([second, snapshot.id]);
    expect(await imagesOf(vps.taskId)).toHaveLength(2);
  });

  it('lets none go when the new snapshot fails', async () => {
    const vps = await lab.create({ policy: { max_snapshots: 2 } });
    const ids = await take(vps, 2);
    await vps.container.remove({ force: true });
    await callRefused(409, 'invalid_state', 'POST', `/api/vps/snapshots/${vps.taskId}`);
    expect(await idsOf(vps)).toEqual(ids);
    expect(await imagesOf(vps.taskId)).toHaveLength(2);
  });

  it('never takes one that is pinned', async () => {
    const vps = await lab.create({ policy: { max_snapshots: 2 } });
    const pinned = (await vps.snapshot({ pinned: true })).snapshot.id;
    const [, , third] = await take(vps, 3);
    expect(await idsOf(vps)).toEqual([pinned, third]);
    await vps.patchSnapshot(pinned, { pinned: false });
    const [fourth] = await take(vps, 1);
    expect(await idsOf(vps)).toEqual([third, fourth]);
  });

  it('lets one that the VPS stands on go as soon as it stands on another', async () => {
    const vps = await lab.create({ policy: { max_snapshots: 1 } });
    const { snapshot_id: inUse } = await vps.restart();
    const { snapshot, rotated_out } = await vps.snapshot();
    expect(rotated_out).toEqual([]);
    expect(await idsOf(vps)).toEqual([inUse, snapshot.id]);

    const restarted = await vps.restart();
    expect(restarted.snapshot_id).not.toBe(inUse);
    expect(await idsOf(vps)).toEqual([restarted.snapshot_id]);
    expect(await imagesOf(vps.taskId)).toHaveLength(1);
  });

  it('has no limit when the maximum is 0', async () => {
    const vps = await lab.create({ policy: { max_snapshots: 0 } });
    const ids = await take(vps, 7);
    expect(await idsOf(vps)).toEqual(ids);
  });

  it('follows the policy of the VPS, which can be changed and given back', async () => {
    const vps = await lab.create();
    expect((await vps.get()).policy).toEqual({
      auto_snapshot_on_stop: true,
      max_snapshots: 5,
      max_snapshot_bytes: 102_400 * 1024 * 1024,
    });
    await take(vps, 3);
    expect(await vps.patch({ max_snapshots: 1 })).toMatchObject({
      policy: { max_snapshots: 1 },
      policy_overrides: { max_snapshots: 1 },
    });
    expect(await idsOf(vps)).toHaveLength(3);
    const ids = await take(vps, 1);
    expect(await idsOf(vps)).toEqual(ids);

    const reset = await vps.patch({ max_snapshots: null });
    expect(reset).toMatchObject({ policy: { max_snapshots: 5 }, policy_overrides: {} });
    await take(vps, 2);
    expect(await idsOf(vps)).toHaveLength(3);
  });

  it('counts the snapshots of stops and restarts as well', async () => {
    const vps = await lab.create({ policy: { max_snapshots: 2 } });
    await take(vps, 2);
    const stopped = await vps.stop();
    expect(stopped.rotated_out).toHaveLength(1);
    await vps.start();
    const restarted = await vps.restart();
    expect(restarted.rotated_out).toHaveLength(1);
    expect(await idsOf(vps)).toEqual([stopped.snapshot?.id, restarted.snapshot_id]);
  });

  it('never takes the one that a restart comes back to', async () => {
    const vps = await lab.create({ policy: { max_snapshots: 1, auto_snapshot_on_stop: false } });
    await vps.write('/root/note', 'good');
    const [good] = await take(vps, 1);
    await vps.write('/root/note', 'later');
    const { saved_snapshot } = await vps.restore(good ?? '');
    expect(saved_snapshot?.reason).toBe('safety');
    expect(await idsOf(vps)).toContain(good);
    await vps.restart();
    expect(await vps.read('/root/note')).toBe('good');
  });
});
