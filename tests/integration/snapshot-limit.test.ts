import { MOST_SNAPSHOTS } from '../../src/domain/retention';
import { call, callRefused } from './support/client';
import { imagesOf } from './support/docker';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import type { TestVps } from './support/test-vps';
import { loadOlderSiblings } from './support/sibling-snapshots';

const lab = useLab();

/** The containerd image store takes half a minute to load so many images, and some seconds to list them. */
const SLOW_STORE_MS = 120_000;
jest.setTimeout(3 * SLOW_STORE_MS);

describe('a VPS that keeps all its snapshots, and has as many as there can be', () => {
  it('is given no further one, is not touched, and goes on once some are allowed to go', async () => {
    const vps = await lab.create({ policy: { max_snapshots: 0 } });
    await vps.write('/root/note', 'kept');
    const { snapshot } = await vps.snapshot();
    await loadOlderSiblings(snapshot, MOST_SNAPSHOTS - 1);
    await untilThereAre(vps, MOST_SNAPSHOTS);
    const { Id } = await vps.inspect();

    for (const verb of ['snapshots', 'stop', 'restart'])
      await callRefused(409, 'snapshot_limit', 'POST', `/api/vps/${verb}/${vps.taskId}`);
    const after = await vps.inspect();
    expect({ id: after.Id, running: after.State.Running }).toEqual({ id: Id, running: true });
    expect(await imagesOf(vps.taskId)).toHaveLength(MOST_SNAPSHOTS);

    const max_snapshots = MOST_SNAPSHOTS - 10;
    await vps.patch({ max_snapshots });
    const { saved_snapshot, rotated_out } = await vps.restart();
    expect(saved_snapshot).not.toBeNull();
    expect(rotated_out).toHaveLength(11);
    expect(await vps.snapshots()).toHaveLength(max_snapshots);
    expect(await vps.read('/root/note')).toBe('kept');
  });

  it('is given fewer when their messages are long', async () => {
    const message = '潮'.repeat(1000);
    const vps = await lab.create({ policy: { max_snapshots: 0 } });
    const { snapshot } = await vps.snapshot();
    await loadOlderSiblings(snapshot, 130, message);
    await untilThereAre(vps, 131);
    const { saved_snapshot } = await vps.restart();
    expect(saved_snapshot).not.toBeNull();

    let count = 132;
    const path = `/api/vps/snapshots/${vps.taskId}`;
    while (count < 150 && (await call('POST', path, { body: { message } })).status === 201) count += 1;
    const [newest] = await vps.snapshots();
    const { detail } = await callRefused(409, 'snapshot_limit', 'POST', path, { body: { message } });
    expect(detail).toContain(`${count} snapshots`);
    await callRefused(409, 'snapshot_limit', 'PATCH', `${path}/${newest?.id}`, { body: { name: 'longer' } });
    await callRefused(409, 'snapshot_limit', 'POST', `/api/vps/restart/${vps.taskId}`);
    expect((await vps.get()).status).toBe('running');

    // What makes room is not refused.
    for (const pinned of [true, false]) await vps.patchSnapshot(newest?.id ?? '', { pinned });
    await vps.patchSnapshot(newest?.id ?? '', { message: null });
    await vps.restart();
    expect((await vps.get()).status).toBe('running');
  });
});

async function untilThereAre(vps: TestVps, count: number): Promise<void> {
  const isReached = async () => (await vps.snapshots()).length === count;
  await eventually(`${vps.taskId} has ${count} snapshots`, isReached, { withinMs: SLOW_STORE_MS });
}
