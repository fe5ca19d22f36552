import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stack } from '../support/stack';
import { callRefused } from './support/client';
import { containersOf, readFileOfImage } from './support/docker';
import { useLab } from './support/lab';

const lab = useLab();

describe('/shared', () => {
  it('is given to every VPS, to read and to write, and is the same for all', async () => {
    const [one, two] = [await lab.create(), await lab.create()];
    const file = `/shared/${one.taskId}`;
    await one.run(`echo from one > ${file}`);
    expect(await two.run(`cat ${file}; echo and two >> ${file}`)).toBe('from one\n');
    expect(await one.run(`cat ${file}; rm ${file}`)).toBe('from one\nand two\n');
    writeFileSync(join(stack().sharedDir, one.taskId), 'from outside');
    expect(await two.run(`cat ${file}; rm ${file}`)).toBe('from outside');
  });

  it('is not in a snapshot, which says so, and is there again after a restart', async () => {
    const vps = await lab.create();
    const file = `/shared/${vps.taskId}`;
    await vps.run(`echo kept outside > ${file}; echo kept inside > /root/note`);
    const { tag, not_captured } = await vps.snapshot();
    expect(not_captured).toEqual(
      expect.arrayContaining([{ path: '/shared', type: 'bind', source: stack().sharedDir }]),
    );
    expect(await readFileOfImage(tag, file)).toBeUndefined();
    expect(await readFileOfImage(tag, '/root/note')).toBe('kept inside\n');
    await vps.restart();
    expect(await vps.run(`cat ${file} /root/note; rm ${file}`)).toBe('kept outside\nkept inside\n');
  });
});

describe('a directory of the runner', () => {
  const bind = (source: string, target = '/bound') => [{ type: 'bind', source, target }];

  it('is mounted when the runner gives it away, and below it', async () => {
    const source = join(stack().bindDir, lab.newName('dir'));
    mkdirSync(source);
    writeFileSync(join(source, 'file'), 'given');
    const vps = await lab.create({ mounts: bind(source) });
    expect(await vps.run('cat /bound/file')).toBe('given');
    await vps.restart();
    expect(await vps.run('cat /bound/file')).toBe('given');
  });

  it('is not mounted when a link or a name alike leads out of what is given away', async () => {
    const link = join(stack().bindDir, lab.newName('link'));
    symlinkSync('/etc', link);
    const alike = `${stack().bindDir}-alike`;
    mkdirSync(alike, { recursive: true });
    for (const source of [link, join(link, 'ssl'), alike, '/', stack().dataDirectory]) {
      const task_id = lab.newTaskId();
      await callRefused(422, 'bind_not_allowed', 'POST', '/api/vps/create', {
        body: { task_id, image: stack().image, runner: stack().runner, mounts: bind(source) },
      });
      expect(await containersOf(task_id)).toEqual([]);
    }
  });
});
