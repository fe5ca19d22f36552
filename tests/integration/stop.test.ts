import { call, callRefused } from './support/client';
import { containersOf, imagesOf, readFileOfImage } from './support/docker';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import { ruinImage } from './support/ruin-image';
import type { TestVps } from './support/test-vps';

const lab = useLab();

/** A program that counts, and acknowledges a number in its log only after it is safely on disk. */
const COUNTER = `n=0; while :; do n=$((n+1)); echo $n | dd of=/root/count oflag=append conv=notrunc,fsync 2>/dev/null; echo $n; usleep 50000; done`;

const acknowledged = async (vps: TestVps): Promise<number> => {
  const log = await vps.container.logs({ stdout: true, stderr: false, tail: 1 });
  return Number(/(\d+)\s*$/.exec(log.toString())?.[1] ?? 0);
};

describe('stopping a VPS', () => {
  it('loses no write: the snapshot holds the last line that the VPS has acknowledged', async () => {
    const vps = await lab.create({ command: COUNTER });
    await eventually('the counter counts', async () => (await acknowledged(vps)) >= 5);
    const { snapshot } = await vps.stop();
    const last = await acknowledged(vps);
    const counted = (await readFileOfImage(snapshot?.tag ?? '', '/root/count'))?.trim().split('\n') ?? [];
    expect(Number(counted.at(-1))).toBeGreaterThanOrEqual(last);
    expect(counted).toHaveLength(Number(counted.at(-1)));
  });

  it('gives its program the time to end that it asked for', async () => {
    const vps = await lab.create({
      command: `trap 'sleep 1; echo goodbye > /root/note; exit 0' TERM; sleep 86400 & wait`,
      stop_timeout: 10,
    });
    const { snapshot } = await vps.stop();
    expect((await vps.inspect()).State.ExitCode).toBe(0);
    expect(await readFileOfImage(snapshot?.tag ?? '', '/root/note')).toBe('goodbye\n');
  });

  it('keeps the container, and starting it again goes on with it', async () => {
    const vps = await lab.create();
    await vps.write('/root/note', 'kept');
    const { Id } = await vps.inspect();
    const { snapshot } = await vps.stop({ message: 'for the night' });
    expect((await vps.inspect()).Id).toBe(Id);
    expect(await vps.snapshots()).toMatchObject([
      { id: snapshot?.id, reason: 'stop', message: 'for the night' },
    ]);
    await vps.start();
    expect(await vps.inspect()).toMatchObject({ Id });
  });

  it('takes no snapshot when told not to, or when the policy says so', async () => {
    const vps = await lab.create();
    expect(await vps.stop({ snapshot: false })).toMatchObject({ snapshot: null });
    await vps.patch({ auto_snapshot_on_stop: false });
    await vps.start();
    expect(await vps.stop()).toMatchObject({ snapshot: null });
    await vps.start();
    expect(await vps.stop({ snapshot: true })).toMatchObject({ snapshot: { reason: 'stop' } });
    expect(await vps.snapshots()).toHaveLength(1);
  });
});

describe('stopping a VPS whose snapshot fails', () => {
  /** Docker cannot commit a container whose image is gone or cannot be read, now or ever. */
  const createUncommittable = async (): Promise<TestVps> => {
    const image = await lab.image(['LABEL doomed=yes', `ENV DOOMED=${lab.newName('x')}`]);
    const vps = await lab.create({ image, restart_policy: 'unless-stopped' });
    await vps.write('/root/note', 'precious');
    await vps.container.stop({ t: 1 });
    await ruinImage(image);
    await vps.container.start();
    return vps;
  };

  it('runs it again as before, and says why and how to stop without one', async () => {
    const vps = await createUncommittable();
    const before = await vps.inspect();
    const { detail } = await callRefused(502, 'snapshot_failed', 'POST', `/api/vps/stop/${vps.taskId}`);
    expect(detail).toContain('{"snapshot": false}');
    const after = await vps.inspect();
    expect(after).toMatchObject({ Id: before.Id, State: { Running: true, Paused: false } });
    expect(after.HostConfig).toEqual(before.HostConfig);
    expect(await vps.read('/root/note')).toBe('precious');
    expect((await vps.get()).status).toBe('running');
    expect(await vps.snapshots()).toEqual([]);
    expect(await imagesOf(vps.taskId)).toEqual([]);

    await vps.stop({ snapshot: false });
    expect((await vps.get()).status).toBe('stopped');
    expect(await vps.read('/root/note')).toBe('precious');
  });

  it('leaves a paused one paused', async () => {
    const vps = await createUncommittable();
    await vps.pause();
    await callRefused(502, 'snapshot_failed', 'POST', `/api/vps/stop/${vps.taskId}`);
    expect((await vps.inspect()).State.Status).toBe('paused');
    expect((await vps.get()).status).toBe('paused');
  });

  it('does not let a restart begin: nothing of the VPS is touched', async () => {
    const vps = await createUncommittable();
    const { Id, State } = await vps.inspect();
    const { status } = await call('POST', `/api/vps/restart/${vps.taskId}`);
    expect([422, 502]).toContain(status);
    expect(await vps.inspect()).toMatchObject({ Id, State: { StartedAt: State.StartedAt, Running: true } });
    expect(await vps.read('/root/note')).toBe('precious');
    expect(await containersOf(vps.taskId)).toEqual([`holdfast-${vps.taskId}`]);
  });
});
