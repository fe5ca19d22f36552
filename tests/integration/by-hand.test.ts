import { docker } from './support/docker';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import type { TestVps } from './support/test-vps';

const lab = useLab();

async function eventuallyShows(vps: TestVps, status: string, event: string): Promise<void> {
  await eventually(`${vps.taskId} is ${status} after ${event}`, async () => {
    const { status: seen, events } = await vps.get();
    return seen === status && events.some(({ type }) => type === event);
  });
}

describe('what people do with docker by hand', () => {
  it('shows in the record and in the history of the VPS: stopped and started', async () => {
    const vps = await lab.create();
    await vps.container.stop({ t: 1 });
    await eventuallyShows(vps, 'stopped', 'died');
    expect((await vps.get()).desired).toBe('stopped');
    await vps.container.start();
    await eventuallyShows(vps, 'running', 'started');
    expect((await vps.get()).desired).toBe('running');
  });

  it('shows when it is pausing and resuming', async () => {
    const vps = await lab.create();
    await vps.container.pause();
    await eventuallyShows(vps, 'paused', 'paused');
    await vps.container.unpause();
    await eventuallyShows(vps, 'running', 'resumed');
  });

  it('shows when it is renaming, and the VPS can be restarted all the same', async () => {
    const vps = await lab.create();
    const name = lab.newName('renamed');
    await vps.container.rename({ name });
    await eventuallyShows(vps, 'running', 'renamed');
    await vps.restart();
    expect((await vps.get()).container?.name).toBe(name);
  });

  it('shows when it is removing, and a restart brings the VPS back', async () => {
    const vps = await lab.create();
    await vps.write('/root/note', 'kept');
    await vps.snapshot();
    await vps.container.remove({ force: true });
    await eventuallyShows(vps, 'missing', 'removed');
    await vps.restart();
    expect(await vps.read('/root/note')).toBe('kept');
  });

  it('shows when it is removing a snapshot', async () => {
    const vps = await lab.create();
    const { tag } = await vps.snapshot();
    await docker().getImage(tag).remove();
    await eventuallyShows(vps, 'running', 'snapshot_removed');
    expect(await vps.snapshots()).toEqual([]);
  });

  it('shows for an adopted container too', async () => {
    const container = await lab.container();
    await container.start();
    const vps = await lab.adopt(container.id);
    await container.pause();
    await eventuallyShows(vps, 'paused', 'paused');
    await container.unpause();
    await eventuallyShows(vps, 'running', 'resumed');
  });
});

describe('a VPS that ends by itself', () => {
  it('is shown as crashed when its restart policy leaves it down', async () => {
    const vps = await lab.create({
      restart_policy: 'no',
      command: 'while [ ! -f /end ]; do sleep 0.1; done; exit 7',
    });
    await vps.write('/end', '');
    await eventuallyShows(vps, 'crashed', 'died');
    expect((await vps.get()).container?.exit_code).toBe(7);
  });

  it('is shown as crashed also soon after it was restarted by hand', async () => {
    const vps = await lab.create({
      restart_policy: 'no',
      command: 'while [ ! -f /end ]; do sleep 0.1; done; exit 7',
    });
    await vps.container.restart({ t: 0 });
    await vps.write('/end', '');
    await eventuallyShows(vps, 'crashed', 'died');
    expect((await vps.get()).desired).toBe('running');
  });
});
