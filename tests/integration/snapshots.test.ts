import { callOk, callRefused } from './support/client';
import { bytesOfImage, docker, exec, imagesOf, readFileOfImage } from './support/docker';
import { useLab } from './support/lab';

const lab = useLab();

describe('a snapshot', () => {
  it.each([
    ['running', async () => lab.create()],
    [
      'paused',
      async () => {
        const vps = await lab.create();
        await vps.pause();
        return vps;
      },
    ],
    [
      'stopped',
      async () => {
        const vps = await lab.create();
        await vps.stop({ snapshot: false });
        return vps;
      },
    ],
    ['created', async () => lab.create({ start: false })],
  ])('of a %s VPS leaves it as it is', async (_state, make) => {
    const vps = await make();
    const before = await vps.inspect();
    const { tag } = await vps.snapshot();
    expect(await imagesOf(vps.taskId)).toEqual([tag]);
    const after = await vps.inspect();
    expect(after.Id).toBe(before.Id);
    expect(after.State).toEqual(before.State);
    expect((await vps.get()).status).toBe(
      before.State.Status === 'created' ? 'stopped' : before.State.Status.replace('exited', 'stopped'),
    );
  });

  it('holds the files of its moment', async () => {
    const vps = await lab.create();
    await vps.write('/root/note', 'one');
    const { tag } = await vps.snapshot();
    await vps.write('/root/note', 'two');
    expect(await readFileOfImage(tag, '/root/note')).toBe('one');
    expect(await vps.read('/root/note')).toBe('two');
  });

  it('is its own, also when another is taken in the same second', async () => {
    const vps = await lab.create({ policy: { max_snapshots: 0 } });
    const taken = await Promise.all([1, 2, 3, 4].map(async () => vps.snapshot()));
    expect(new Set(taken.map(({ tag }) => tag)).size).toBe(4);
    expect(await imagesOf(vps.taskId)).toEqual(taken.map(({ tag }) => tag).sort());
    expect(await vps.snapshots()).toHaveLength(4);
  });

  it('bears labels from which the record can be made again, and no value of the environment', async () => {
    const secret = 'pearl-in-the-oyster';
    const vps = await lab.create({ env: { PASSWORD: secret }, labels: { team: 'reef' } });
    const { tag, snapshot } = await vps.snapshot({
      name: 'golden',
      message: 'as it should be',
      pinned: true,
    });
    const { Config, Id } = await docker().getImage(tag).inspect();
    expect(Config.Labels).toMatchObject({
      team: 'reef',
      'holdfast.task_id': vps.taskId,
      'holdfast.snapshot_id': snapshot.id,
      'holdfast.reason': 'manual',
      'holdfast.created_at': snapshot.created_at,
      'holdfast.runner': (await vps.get()).runner,
      'holdfast.operation_id': expect.stringMatching(new RegExp(`^snapshot:${vps.taskId}:`)) as unknown,
      'holdfast.name': 'golden',
      'holdfast.message': 'as it should be',
      'holdfast.pinned': 'true',
    });
    expect(JSON.parse(Config.Labels['holdfast.spec'] ?? '')).toMatchObject({
      name: `holdfast-${vps.taskId}`,
      env_names: ['PASSWORD'],
    });
    expect(JSON.stringify(Config.Labels)).not.toContain(secret);
    expect(Id).toMatch(/^sha256:/);
  });

  it('takes any text as its message without harm', async () => {
    const message = '$HOME `id`\nLABEL evil=1\nCMD ["false"] "quoted" \\ 🪸';
    const vps = await lab.create();
    const { tag } = await vps.snapshot({ message });
    expect(await vps.snapshots()).toMatchObject([{ message }]);
    const { Config } = await docker().getImage(tag).inspect();
    expect(Config.Labels['holdfast.message']).toBe(message);
    expect(Config.Labels).not.toHaveProperty('evil');
    expect(Config.Cmd).toEqual(['sleep', '86400']);
  });

  it('knows its size, its own bytes, its layers and its parent', async () => {
    const vps = await lab.create();
    await vps.run('dd if=/dev/urandom of=/root/data bs=1024 count=1000 2>/dev/null');
    await vps.snapshot();
    const first = (await vps.snapshots())[0];
    expect(first?.unique_size).toBeGreaterThanOrEqual(1_024_000);
    expect(first?.unique_size).toBeLessThan(1_200_000);
    const image = await docker()
      .getImage(first?.tag ?? '')
      .inspect();
    expect(first?.size).toBe(await bytesOfImage(image.Id));
    expect(first?.layers).toBe(image.RootFS.Layers?.length);

    // After a restart the VPS stands on its snapshot: what comes now is stored alone.
    await vps.restart();
    await vps.run('dd if=/dev/urandom of=/root/more bs=1024 count=100 2>/dev/null');
    await vps.snapshot();
    const [second, restarted] = await vps.snapshots();
    expect(second?.unique_size).toBeGreaterThanOrEqual(102_400);
    expect(second?.unique_size).toBeLessThan(200_000);
    expect(second?.parent).toBe(restarted?.id);
    expect(second?.layers).toBe((restarted?.layers ?? 0) + 1);
  });

  it('says which paths it does not hold', async () => {
    const volume = await lab.volume();
    const vps = await lab.create({
      mounts: [
        { type: 'volume', source: volume, target: '/data' },
        { type: 'tmpfs', target: '/scratch' },
      ],
    });
    await vps.run('echo outside > /data/file; echo outside > /scratch/file; echo inside > /root/file');
    const { tag, not_captured } = await vps.snapshot();
    const paths = not_captured.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['/data', '/scratch']));
    expect(not_captured.find(({ path }) => path === '/data')).toMatchObject({
      type: 'volume',
      source: volume,
    });
    expect(await readFileOfImage(tag, '/root/file')).toBe('inside\n');
    expect(await readFileOfImage(tag, '/data/file')).toBeUndefined();
    expect(await readFileOfImage(tag, '/scratch/file')).toBeUndefined();
  });

  it('can be taken without freezing the VPS', async () => {
    const vps = await lab.create();
    const { snapshot } = await vps.snapshot({ pause: false });
    expect(snapshot.reason).toBe('manual');
    expect((await vps.inspect()).State.Status).toBe('running');
  });

  it('is refused when the container is gone', async () => {
    const vps = await lab.create();
    await vps.container.remove({ force: true });
    await callRefused(409, 'invalid_state', 'POST', `/api/vps/snapshots/${vps.taskId}`);
    expect(await imagesOf(vps.taskId)).toEqual([]);
  });

  it('of an adopted container is one of that VPS', async () => {
    const container = await lab.container();
    await container.start();
    await exec(container.id, 'echo mine > /root-note');
    const vps = await lab.adopt(container.id);
    const { tag } = await vps.snapshot();
    expect(tag.startsWith(`holdfast/${vps.taskId}:`)).toBe(true);
    expect(await readFileOfImage(tag, '/root-note')).toBe('mine\n');
  });
});

describe('PATCH of a snapshot', () => {
  it('changes name, message and pin, one by one, and null takes away', async () => {
    const vps = await lab.create();
    const { id } = (await vps.snapshot({ message: 'old' })).snapshot;
    expect(await vps.patchSnapshot(id, { name: 'golden' })).toMatchObject({ name: 'golden', message: 'old' });
    expect(await vps.patchSnapshot(id, { message: 'new', pinned: true })).toMatchObject({
      id,
      name: 'golden',
      message: 'new',
      pinned: true,
    });
    expect(await vps.patchSnapshot(id, { name: null, message: null, pinned: false })).toMatchObject({
      name: null,
      message: null,
      pinned: false,
    });
    expect(await vps.snapshots()).toMatchObject([{ id, name: null, pinned: false }]);
  });

  it('is kept by later operations', async () => {
    const vps = await lab.create();
    const { id } = (await vps.snapshot()).snapshot;
    await vps.patchSnapshot(id, { name: 'golden', pinned: true });
    await vps.restart();
    await vps.snapshot();
    expect((await vps.snapshots()).at(-1)).toMatchObject({ id, name: 'golden', pinned: true });
  });

  it('is refused for a snapshot that does not exist', async () => {
    const vps = await lab.create({ start: false });
    const path = `/api/vps/snapshots/${vps.taskId}/20200101t000000000-aaaaaa`;
    await callRefused(404, 'snapshot_not_found', 'PATCH', path, { body: { pinned: true } });
    await callRefused(404, 'snapshot_not_found', 'POST', `${path}/restore`);
  });
});

it('snapshots of a VPS are listed without any worker looking at Docker: a removal by hand shows after the next operation', async () => {
  const vps = await lab.create();
  const { tag } = await vps.snapshot();
  await docker().getImage(tag).remove();
  await callOk(200, 'POST', `/api/vps/pause/${vps.taskId}`);
  expect(await vps.snapshots()).toEqual([]);
});
