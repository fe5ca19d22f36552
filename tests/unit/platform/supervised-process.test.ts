import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess, stillRuns } from '../../../src/platform/process-identity';
import { readPidFile } from '../../../src/platform/pid-file';
import { endLeftover, type ProcessPlan, superviseProcess } from '../../../src/platform/supervised-process';
import { useTemporaryFolder } from './temporary-folder';

const folder = useTemporaryFolder();
const RUN_FOR_EVER = `console.log('up ' + process.pid); setInterval(() => {}, 1000)`;

function plan(name: string, script: string, more: Partial<ProcessPlan> = {}): ProcessPlan {
  return {
    name,
    command: process.execPath,
    args: ['-e', script],
    env: process.env,
    pidFile: join(folder, `${name}.pid`),
    graceMs: 2000,
    output: { onLine: () => undefined },
    ...more,
  };
}

async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (let tries = 0; tries < 200; tries += 1) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await sleep(50);
  }
  throw new Error('it never came true');
}

describe('a supervised process', () => {
  it('is started again when it is killed, and says so', async () => {
    const lines: string[] = [];
    const said: string[] = [];
    const output = { onLine: (line: string) => void lines.push(line) };
    const child = superviseProcess(plan('phoenix', RUN_FOR_EVER, { output }), (line) => said.push(line));
    const first = await until(() => lines[0] !== undefined && child.pid);
    process.kill(first, 'SIGKILL');
    const second = await until(() => lines[1] !== undefined && child.pid);
    expect(second).not.toBe(first);
    expect(said[0]).toMatch(/^phoenix ended \(ended by SIGKILL\); it starts again in 0.5 s/);
    expect(readPidFile(join(folder, 'phoenix.pid'))?.pid).toBe(second);
    await child.stop();
    expect(identifyProcess(second)).toBeUndefined();
    expect(readPidFile(join(folder, 'phoenix.pid'))).toBeUndefined();
  });

  it('is not started again once it has been stopped', async () => {
    const said: string[] = [];
    const child = superviseProcess(plan('failing', 'process.exit(3)'), (line) => said.push(line));
    await until(() => said.length > 0);
    expect(said[0]).toContain('exit code 3');
    await child.stop();
    await sleep(700);
    expect(said).toHaveLength(1);
    expect(child.pid).toBeUndefined();
  });

  it('is killed when it does not end in its time', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); ${RUN_FOR_EVER}`;
    const lines: string[] = [];
    const output = { onLine: (line: string) => void lines.push(line) };
    const child = superviseProcess(plan('stubborn', stubborn, { output, graceMs: 300 }), () => undefined);
    const pid = await until(() => lines.length > 0 && child.pid);
    await child.stop();
    expect(identifyProcess(pid)).toBeUndefined();
  });

  it('says so when its program does not exist', async () => {
    const said: string[] = [];
    const child = superviseProcess(plan('missing', '', { command: '/nonexistent' }), (line) =>
      said.push(line),
    );
    await until(() => said.length > 0);
    expect(said[0]).toContain('ENOENT');
    await child.stop();
  });

  it('can write to a file, so that it outlives its parent', async () => {
    const file = join(folder, 'writer.log');
    const child = superviseProcess(plan('writer', RUN_FOR_EVER, { output: { file } }), () => undefined);
    await until(() => readFileSync(file, 'utf8').startsWith('up '));
    await child.stop();
  });

  it('can be one that an earlier start left, and is started anew when that one ends', async () => {
    const before = superviseProcess(plan('heir', RUN_FOR_EVER), () => undefined);
    const pid = await until(() => before.pid);
    const left = await until(() => readPidFile(join(folder, 'heir.pid')));
    const heir = superviseProcess(plan('heir', RUN_FOR_EVER), () => undefined, { adopt: left });
    expect(heir.pid).toBe(pid);
    await before.stop();
    expect(await until(() => heir.pid !== pid && heir.pid)).not.toBe(pid);
    await heir.stop();
  });

  it('that an earlier start left is ended by its pid file', async () => {
    const before = superviseProcess(plan('left', RUN_FOR_EVER), () => undefined);
    const left = await until(() => readPidFile(join(folder, 'left.pid')));
    await before.stop();
    const again = superviseProcess(plan('left', RUN_FOR_EVER), () => undefined);
    const said: string[] = [];
    await endLeftover(join(folder, 'left.pid'), 'left', 2000, (line) => said.push(line));
    expect(stillRuns(left)).toBe(false);
    expect(said[0]).toMatch(/ending left of an earlier start/);
    await again.stop();
  });
});
