import { tarOf } from '../support/tar';
import { call, callOk } from './support/client';
import { bytesOfImage, containersOf, docker, imagesOf } from './support/docker';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import { submit, untilEnded } from './support/operations';
import { SecondRunner } from './support/second-runner';
import { TestVps } from './support/test-vps';

const LAYERS = 4;
const lab = useLab();
const settings: NodeJS.ProcessEnv = { HOLDFAST_FLATTEN_LAYERS: String(LAYERS), MAX_SNAPSHOTS_PER_VPS: '3' };
const shallow = new SecondRunner(settings);

beforeAll(() => shallow.start());
afterAll(() => shallow.end());

/** As `cap_net_bind_service+ep` is written. */
const CAPABILITY = Buffer.from('0100000200040000000000000000000000000000', 'hex');
const CAPABILITY_RECORD = Buffer.concat([Buffer.from('SCHILY.xattr.security.capability='), CAPABILITY]);
const LONG = 'long-'.repeat(45);

/** Files of every kind that a filesystem can hold and an image can. */
async function writeAllKinds(vps: TestVps): Promise<void> {
  await vps.run(
    [
      'mkdir -p /root/kinds/sub /root/gone && cd /root/kinds',
      'echo plain > plain && chown 1234:5678 plain && chmod 640 plain && touch -d "2001-02-03 04:05:06" plain',
      'echo setuid > setuid && chmod 4755 setuid && echo setgid > setgid && chown 7:8 setgid && chmod 2755 setgid',
      'mkdir sticky && chmod 1777 sticky && chown 9:9 sub && chmod 700 sub',
      'echo linked > hard-1 && ln hard-1 hard-2 && ln hard-1 sub/hard-3',
      'ln -s plain soft && ln -s /nowhere/at/all dangling && chown -h 11:12 soft',
      'mkfifo pipe && mknod null c 1 3 && mknod block b 7 9 && chmod 600 null',
      'dd if=/dev/zero of=sparse bs=1 count=1 seek=3000000 2>/dev/null && echo end >> sparse',
      `echo long > ${LONG} && mkdir -p ${LONG}.d/${LONG}/x && echo deep > ${LONG}.d/${LONG}/x/file`,
      'echo unicode > \'größe 日本語 🐚\' && echo odd > "it\'s \\"odd\\" \\$HOME"',
      ': > empty && mkdir empty-directory && touch -d "1999-12-31 23:59:59" empty-directory',
      'head -c 200000 /dev/urandom > random && echo away > /root/gone/file',
    ].join(' && '),
  );
  const archive = tarOf([
    { name: 'capable', content: 'x', mode: 0o755, pax: { 'SCHILY.xattr.security.capability': CAPABILITY } },
  ]);
  await vps.container.putArchive(archive, { path: '/root/kinds' });
}

/** Every file of the VPS with its metadata and its content, but for what Docker itself puts there. */
async function listing(vps: TestVps): Promise<string[]> {
  const output = await vps.run(
    [
      "find / -xdev ! -path '/dev*' ! -path '/proc*' ! -path '/sys*' ! -path '/shared*'",
      "-exec stat -c '%N | %F | %a | %u:%g | %s | %Y | %t:%T | %h' {} + ; find / -xdev -type f",
      "! -path '/dev*' ! -path '/proc*' ! -path '/sys*' ! -path '/shared*' -exec sha256sum {} +",
    ].join(' '),
  );
  const ofDocker = /^'?\/'? \||^'?\/etc'? \||\/etc\/(hosts|hostname|resolv\.conf|mtab)|\.dockerenv/;
  return output
    .split('\n')
    .filter((line) => !ofDocker.test(line))
    .sort();
}

async function hasCapability(vps: TestVps): Promise<boolean> {
  const chunks: Buffer[] = [];
  const archive = await vps.container.getArchive({ path: '/root/kinds/capable' });
  for await (const chunk of archive) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).includes(CAPABILITY_RECORD);
}

/** One container, and no image but those of the snapshots. */
async function expectNothingLeft(vps: TestVps): Promise<void> {
  expect(await containersOf(vps.taskId)).toEqual([`holdfast-${vps.taskId}`]);
  expect(await imagesOf(vps.taskId)).toEqual((await vps.snapshots()).map(({ tag }) => tag).sort());
}

describe('a VPS that is restarted again and again', () => {
  it('stays shallow, keeps every file as it is, and leaves nothing behind', async () => {
    const vps = await lab.create({ runner: shallow.name, env: { SECRET: 'two\nlines $of "text"' } });
    await writeAllKinds(vps);
    await vps.restart();
    await vps.run('rm -r /root/gone');
    const before = await listing(vps);
    expect(before.length).toBeGreaterThan(100);
    const { Config } = await vps.inspect();

    const depths: number[] = [];
    for (let count = 1; count <= 7; count++) {
      await vps.run(`echo ${count} > /root/count`);
      await vps.restart();
      const [newest] = await vps.snapshots();
      depths.push(newest?.layers ?? 0);
      expect(await vps.read('/root/count')).toBe(`${count}\n`);
    }
    expect(Math.max(...depths)).toBeLessThan(LAYERS);
    expect(depths.filter((depth) => depth === 1).length).toBeGreaterThanOrEqual(2);

    await vps.run('rm /root/count');
    const withoutRoot = (lines: string[]) => lines.filter((line) => !/^'?\/root'? \|/.test(line));
    expect(withoutRoot(await listing(vps))).toEqual(withoutRoot(before));
    expect(await hasCapability(vps)).toBe(true);
    expect(await vps.run('cat /root/gone/file 2>&1 || true')).toContain('No such file');
    const { Config: after } = await vps.inspect();
    expect(after.Env).toEqual(Config.Env);
    expect(after.Cmd).toEqual(Config.Cmd);
    await expectNothingLeft(vps);
  }, 180_000);
});

describe('a flattened snapshot', () => {
  it('is the same snapshot: its record, its labels and the configuration of its image', async () => {
    const image = await lab.image([
      'ENV A="b c" EMPTY=',
      'WORKDIR /srv/app',
      'VOLUME ["/data", "/more data"]',
      'EXPOSE 8080 53/udp',
      'USER 0:0',
      'LABEL team="a \\"b\\"" empty=""',
      'HEALTHCHECK --interval=300ms CMD ["true"]',
      'ENTRYPOINT ["sleep"]',
    ]);
    const taskId = lab.newTaskId('adopted');
    const name = `holdfast-${taskId}`;
    const container = await lab.container({
      name,
      Image: image,
      Cmd: ['86400'],
      StopSignal: 'SIGINT',
      StopTimeout: 3,
      Domainname: 'example.test',
      Shell: ['/bin/sh', '-ec'],
      Labels: { 'com.example': 'line\nline $x "y"' },
    });
    await container.start();
    const body = { container: name, task_id: taskId, runner: shallow.name };
    await callOk(201, 'POST', '/api/vps/adopt', { body });
    const vps = new TestVps(taskId);
    const parent = (await vps.snapshot({ name: 'first' })).snapshot;
    for (let count = 0; count < 2; count++) {
      await vps.run(`echo ${count} > /srv/app/count`);
      await vps.restart();
    }
    await vps.run('echo manual > /srv/app/count');
    const volumes = async () =>
      (await docker().listVolumes()).Volumes.filter(({ Name }) => /^[0-9a-f]{64}$/.test(Name)).length;
    const deep = (await vps.snapshot({ name: 'deep', message: 'a\nb', pinned: true })).snapshot;
    const [shown] = await vps.snapshots();
    const known = await volumes();
    expect(parent.id).not.toBe(deep.id);
    const before = await docker().getImage(deep.tag).inspect();
    expect(before.RootFS.Layers?.length).toBeGreaterThanOrEqual(LAYERS);

    await vps.run('echo later > /srv/app/count');
    await vps.restore(deep.id);
    const after = await docker().getImage(deep.tag).inspect();
    expect(after.RootFS.Layers).toHaveLength(1);
    const { 'holdfast.flattened_by': operation, ...labels } = after.Config.Labels ?? {};
    expect(operation).toMatch(/^restore:/);
    const { 'holdfast.flattened_by': none, ...labelsBefore } = before.Config.Labels ?? {};
    expect(none).toBe('');
    expect(labels).toEqual(labelsBefore);
    expect({ ...after.Config, Labels: null }).toEqual({ ...before.Config, Labels: null });

    const now = (await vps.snapshots()).find(({ id }) => id === deep.id);
    const size = await bytesOfImage(after.Id);
    expect(now).toEqual({ ...shown, in_use: true, layers: 1, size, unique_size: size });
    expect(await vps.read('/srv/app/count')).toBe('manual\n');
    expect((await vps.get()).head).toBe(deep.id);
    expect(await volumes()).toBe(known);
    await vps.patch({ auto_snapshot_on_stop: false });
    await vps.restart({ safety_snapshot: false });
    await expectNothingLeft(vps);
  }, 120_000);

  it('is made when a VPS stops, once for as long as it is only stopped and started', async () => {
    const vps = await lab.create({ runner: shallow.name });
    for (let count = 0; count < 2; count++) {
      await vps.run(`echo ${count} > /root/count`);
      await vps.restart();
    }
    const depths: number[] = [];
    for (let count = 0; count < 2; count++) {
      await vps.run(`echo stopped ${count} > /root/count`);
      await vps.stop();
      depths.push((await vps.snapshots())[0]?.layers ?? 0);
      if (count === 0) await vps.start();
    }
    expect(depths).toEqual([1, 4]);
    await vps.restart();
    expect(await vps.read('/root/count')).toBe('stopped 1\n');
    expect((await vps.snapshots())[0]?.layers).toBe(1);
    await expectNothingLeft(vps);
  }, 120_000);
});

describe('a flattening that does not come to its end', () => {
  /** A VPS that the next restart flattens, and that takes a while to copy. */
  const aDeepVps = async (): Promise<TestVps> => {
    const vps = await lab.create({ runner: shallow.name });
    await vps.run('dd if=/dev/urandom of=/root/bulk bs=1M count=200 2>/dev/null');
    for (let count = 0; count < 2; count++) {
      await vps.run(`echo ${count} > /root/count`);
      await vps.restart();
    }
    await vps.run('echo latest > /root/count');
    return vps;
  };
  const untilFlattening = async ({ taskId }: TestVps): Promise<void> => {
    await eventually('the snapshot is being copied', async () =>
      (await containersOf(taskId)).includes(`holdfast-${taskId}._flat`),
    );
  };

  it('because it is cancelled: the VPS runs as before, and nothing is left', async () => {
    const vps = await aDeepVps();
    const { Id } = await vps.inspect();
    const operation = await submit(`/api/vps/restart/${vps.taskId}`);
    await untilFlattening(vps);
    await call('DELETE', `/api/operations/${operation}`);
    expect(await untilEnded(operation)).toMatchObject({ status: 'cancelled' });
    expect(await vps.inspect()).toMatchObject({ Id, State: { Running: true } });
    expect(await vps.read('/root/count')).toBe('latest\n');
    await expectNothingLeft(vps);
  }, 120_000);

  it('because the runner dies: the next attempt makes it', async () => {
    const vps = await aDeepVps();
    const sum = await vps.run('sha256sum /root/bulk');
    const operation = await submit(`/api/vps/restart/${vps.taskId}`);
    await untilFlattening(vps);
    await shallow.kill();
    await shallow.start();
    const done = await untilEnded(operation, 90_000);
    expect(done).toMatchObject({ status: 'succeeded' });
    expect((await vps.snapshots())[0]?.layers).toBe(1);
    expect(await vps.run('sha256sum /root/bulk')).toBe(sum);
    expect(await vps.read('/root/count')).toBe('latest\n');
    await expectNothingLeft(vps);
  }, 180_000);
});

describe('a disk without room for a copy', () => {
  it('delays the flattening, and the VPS is brought back all the same', async () => {
    const vps = await lab.create({ runner: shallow.name });
    for (let count = 0; count < 2; count++) {
      await vps.run(`echo ${count} > /root/count`);
      await vps.restart();
    }
    await vps.run('echo deep > /root/count');
    const { snapshot } = await vps.snapshot();
    await shallow.end();
    Object.assign(settings, { HOLDFAST_DISK_RESERVE_MB: '10000000' });
    await shallow.start();
    await vps.restore(snapshot.id, { safety_snapshot: false });
    expect(await vps.read('/root/count')).toBe('deep\n');
    expect((await vps.snapshots())[0]).toMatchObject({ id: snapshot.id, layers: LAYERS });
    await expectNothingLeft(vps);

    await shallow.end();
    delete settings['HOLDFAST_DISK_RESERVE_MB'];
    await shallow.start();
    await vps.patch({ auto_snapshot_on_stop: false });
    await vps.restart({ safety_snapshot: false });
    expect(await vps.read('/root/count')).toBe('deep\n');
    expect((await vps.snapshots())[0]).toMatchObject({ id: snapshot.id, layers: 1 });
    await expectNothingLeft(vps);
  }, 120_000);
});
