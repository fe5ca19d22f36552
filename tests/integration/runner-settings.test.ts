import { callRefused } from './support/client';
import { imagesOf, keepsImagesInContainerd } from './support/docker';
import { useLab } from './support/lab';
import { SecondRunner } from './support/second-runner';

const lab = useLab();
const thrifty = new SecondRunner({
  AUTO_SNAPSHOT_ON_STOP: 'False',
  MAX_SNAPSHOTS_PER_VPS: '2',
  HOLDFAST_MAX_SNAPSHOT_MB: '4',
});
const full = new SecondRunner({ HOLDFAST_DISK_RESERVE_MB: '10000000' });

beforeAll(async () => {
  await thrifty.start();
  await full.start();
});
afterAll(async () => {
  await thrifty.end();
  await full.end();
});

const MB = 1024 * 1024;

describe('the settings of a runner', () => {
  it('are the policy of its VPSs, which a VPS can override and go back to', async () => {
    const vps = await lab.create({ runner: thrifty.name });
    const defaults = { auto_snapshot_on_stop: false, max_snapshots: 2, max_snapshot_bytes: 4 * MB };
    expect(await vps.get()).toMatchObject({ policy: defaults, policy_overrides: {} });
    for (let i = 0; i < 3; i++) await vps.snapshot();
    expect(await vps.snapshots()).toHaveLength(2);
    expect(await vps.stop()).toMatchObject({ snapshot: null });

    await vps.patch({ auto_snapshot_on_stop: true, max_snapshots: 0 });
    await vps.start();
    expect(await vps.stop()).toMatchObject({ snapshot: { reason: 'stop' }, rotated_out: [] });
    expect(await vps.snapshots()).toHaveLength(3);

    await vps.patch({ auto_snapshot_on_stop: null, max_snapshots: null });
    expect((await vps.get()).policy).toEqual(defaults);
  });
});

describe('a VPS that has written more than a snapshot may take', () => {
  it('is refused one, also for holes of sparse files, before anything is touched', async () => {
    const vps = await lab.create({ runner: thrifty.name, policy: { auto_snapshot_on_stop: true } });
    await vps.write('/root/note', 'precious');
    const { id: head } = (await vps.snapshot()).snapshot;
    // See "What a VPS has written" in engine-differences: there a hole is not seen, and has to be filled.
    const holes = 'truncate -s 5M /root/sparse || dd if=/dev/zero of=/root/sparse bs=1 count=1 seek=5242880';
    const filled = 'dd if=/dev/zero of=/root/sparse bs=1M count=5';
    await vps.run((await keepsImagesInContainerd()) ? filled : holes);
    const { Id, State } = await vps.inspect();
    const refused = async (path: string) => callRefused(409, 'snapshot_too_large', 'POST', path);
    const { detail } = await refused(`/api/vps/snapshots/${vps.taskId}`);
    expect(detail).toMatch(/own files have 52\d{5} bytes.* snapshot of 4194304 at most/);
    expect((await refused(`/api/vps/stop/${vps.taskId}`)).detail).toContain('{"snapshot": false}');
    await refused(`/api/vps/restart/${vps.taskId}`);
    await refused(`/api/vps/snapshots/${vps.taskId}/${head}/restore`);
    expect(await vps.inspect()).toMatchObject({ Id, State: { StartedAt: State.StartedAt, Running: true } });
    expect(await vps.snapshots()).toHaveLength(1);

    await vps.patch({ max_snapshot_bytes: 6 * MB });
    expect((await vps.snapshot()).snapshot.unique_size).toBeGreaterThan(5 * MB);
    await vps.patch({ max_snapshot_bytes: null });
    await refused(`/api/vps/stop/${vps.taskId}`);
    await vps.stop({ snapshot: false });
    await vps.patch({ max_snapshot_bytes: 0 });
    await vps.restart();
    expect(await vps.read('/root/note')).toBe('precious');
  });
});

it('a snapshot that turned out larger than it may be is not kept, whatever the engine had foreseen', async () => {
  const vps = await lab.create({ runner: thrifty.name, policy: { auto_snapshot_on_stop: true } });
  await vps.run('truncate -s 5M /root/sparse || dd if=/dev/zero of=/root/sparse bs=1 count=1 seek=5242880');
  const { Id } = await vps.inspect();
  await callRefused(409, 'snapshot_too_large', 'POST', `/api/vps/snapshots/${vps.taskId}`);
  await callRefused(409, 'snapshot_too_large', 'POST', `/api/vps/restart/${vps.taskId}`);
  await callRefused(409, 'snapshot_too_large', 'POST', `/api/vps/stop/${vps.taskId}`);
  expect(await vps.inspect()).toMatchObject({ Id, State: { Running: true, Paused: false } });
  expect(await vps.snapshots()).toEqual([]);
  expect(await imagesOf(vps.taskId)).toEqual([]);
});

describe('a runner whose disk is full', () => {
  it('takes no snapshot: it is refused with 507 and the figures, before anything is touched', async () => {
    const vps = await lab.create({ runner: full.name });
    await vps.write('/root/note', 'precious');
    const { Id, State } = await vps.inspect();
    const refused = async (path: string) => callRefused(507, 'insufficient_disk', 'POST', path);
    expect((await refused(`/api/vps/snapshots/${vps.taskId}`)).detail).toMatch(/\d+ are free/);
    expect((await refused(`/api/vps/stop/${vps.taskId}`)).detail).toContain('{"snapshot": false}');
    await refused(`/api/vps/restart/${vps.taskId}`);
    expect(await vps.inspect()).toMatchObject({ Id, State: { StartedAt: State.StartedAt, Running: true } });
    expect(await vps.snapshots()).toEqual([]);

    await vps.stop({ snapshot: false });
    await vps.start();
    expect(await vps.read('/root/note')).toBe('precious');
  });
});
