import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stack } from '../support/stack';
import { bash, holdfast, holdfastOnTerminal, type CliResult } from './support/cli';
import { callOk } from './support/client';
import { CuttableProxy } from './support/cuttable-proxy';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import { listOperations, readOperation, submit, untilEnded, untilStep } from './support/operations';
import { SecondServer } from './support/second-server';
import type { OperationAnswer, SnapshotListAnswer, VpsAnswer } from './support/shapes';
import { TestVps } from './support/test-vps';

const lab = useLab();
const SLOW = { stop_timeout: 4 };

function jsonOf<T>({ stdout }: CliResult): T {
  return JSON.parse(stdout) as T;
}

async function done(...args: string[]): Promise<CliResult> {
  const result = await holdfast(args);
  expect(result).toMatchObject({ code: 0 });
  return result;
}

describe('holdfast vps', () => {
  it('creates, shows, lists and deletes', async () => {
    const id = lab.newTaskId();
    const { image, runner } = stack();
    const words = ['-p', '22', '--memory', '64m', '-e', 'COLOUR=red', '--max-snapshots', '3'];
    const created = await done(
      'vps',
      'create',
      image,
      '--id',
      id,
      '--runner',
      runner,
      ...words,
      '--',
      'sleep',
      '86400',
    );
    expect(created.stdout).toMatch(new RegExp(`^VPS created \\(${id}, .*s\\)\n$`));
    expect(created.stderr).toContain(`create ${id}: step`);
    const vps = new TestVps(id);
    expect(await vps.inspect()).toMatchObject({ HostConfig: { Memory: 64 * 1024 * 1024 } });
    expect(await vps.run('echo $COLOUR')).toBe('red\n');
    expect(await vps.get()).toMatchObject({ policy: { max_snapshots: 3 } });

    const shown = await done('vps', 'show', id);
    expect(shown.stdout).toMatch(/^status: +running$/m);
    expect(shown.stdout).toMatch(/^ports: .*-> 22\/tcp$/m);
    expect(jsonOf<VpsAnswer>(await done('vps', 'show', id, '--json'))).toEqual(await vps.get());
    const { stdout } = await done('vps', 'list', '--runner', runner);
    expect(stdout).toMatch(/^VPS +STATUS +RUNNER +IMAGE/);
    expect(stdout).toMatch(new RegExp(`^${id} +running +${runner}`, 'm'));
    const { vps: fleet } = jsonOf<{ vps: VpsAnswer[] }>(await done('--json', 'vps', 'list'));
    expect(fleet.map(({ task_id }) => task_id)).toContain(id);

    await done('vps', 'delete', id, '--yes');
    expect(await holdfast(['vps', 'show', id])).toMatchObject({ code: 3, stdout: '' });
  });

  it('stops, starts, pauses, resumes and restarts', async () => {
    const { taskId } = await lab.create();
    expect((await done('vps', 'stop', taskId, '-m', 'for the night')).stdout).toContain('snapshot 2');
    await done('vps', 'start', taskId);
    await done('vps', 'pause', taskId);
    await done('vps', 'resume', taskId);
    const restarted = await done('restart', taskId, '--wait');
    expect(restarted.stdout).toContain('VPS restarted from snapshot');
    expect(restarted.stderr).toMatch(/restart .*: step \d\/\d · /);
    const kinds = (await listOperations(taskId, 6)).map(({ kind }) => kind);
    expect(kinds).toEqual(['restart', 'resume', 'pause', 'start', 'stop', 'create']);
    const { snapshots } = await callOk<SnapshotListAnswer>(200, 'GET', `/api/vps/snapshots/${taskId}`);
    expect(snapshots.map(({ message }) => message)).toContain('for the night');
  });

  it('adopts, and shows and changes a policy', async () => {
    const container = await lab.container();
    await container.start();
    const id = lab.newTaskId('adopted');
    await done('vps', 'adopt', container.id, '--id', id, '--runner', stack().runner);
    await done('vps', 'policy', id, '--auto-snapshot', 'off', '--max-snapshots', '2');
    const vps = new TestVps(id);
    expect(await vps.get()).toMatchObject({ policy: { auto_snapshot_on_stop: false, max_snapshots: 2 } });
    await done('vps', 'policy', id, '--auto-snapshot', 'default');
    expect((await vps.get()).policy_overrides).toEqual({ max_snapshots: 2 });
    expect((await done('vps', 'policy', id)).stdout).toMatch(/snapshot at stop: on \(the runner's default\)/);
  });
});

describe('holdfast snapshot', () => {
  it('creates, lists, names, pins, restores and removes', async () => {
    const vps = await lab.create();
    await vps.write('/root/note', 'before');
    await done('snapshot', 'create', vps.taskId, '--name', 'first', '-m', 'a word', '--pin');
    const [first] = await vps.snapshots();
    const id = first?.id ?? '';
    expect(first).toMatchObject({ name: 'first', message: 'a word', pinned: true });
    expect((await done('snapshot', 'list', vps.taskId)).stdout).toMatch(
      new RegExp(`^${id} .*pinned +first +a word$`, 'm'),
    );
    expect(jsonOf(await done('snapshot', 'list', vps.taskId, '--json'))).toMatchObject({ count: 1 });
    expect(jsonOf(await done('snapshot', 'latest', vps.taskId, '--json'))).toMatchObject({ id });
    await done('snapshot', 'unpin', vps.taskId, id);
    await done('snapshot', 'rename', vps.taskId, id, 'second');
    expect(await vps.snapshots()).toMatchObject([{ name: 'second', pinned: false }]);
    await done('snapshot', 'pin', vps.taskId, id);
    await vps.write('/root/note', 'after');
    await done('snapshot', 'restore', vps.taskId, id, '--yes');
    expect(await vps.read('/root/note')).toBe('before');
    const [safety] = await vps.snapshots();
    await done('snapshot', 'rm', vps.taskId, safety?.id ?? '', '--yes');
    expect(await vps.snapshots()).toHaveLength(1);
  });

  it('asks before it restores, and takes no for an answer', async () => {
    const vps = await lab.create();
    const { snapshot } = await vps.snapshot();
    const before = await vps.inspect();
    const args = ['snapshot', 'restore', vps.taskId, snapshot.id];
    expect(await holdfast(args)).toMatchObject({ code: 2 });
    const refused = await holdfastOnTerminal(args, 'n\n');
    expect(refused.stdout).toContain('Go on? [y/N]');
    expect(refused.stdout).toContain('Nothing was done.');
    expect(refused.code).toBe(1);
    expect((await vps.inspect()).Id).toBe(before.Id);
    expect(await holdfastOnTerminal(args, 'y\n')).toMatchObject({ code: 0 });
    expect((await vps.inspect()).Id).not.toBe(before.Id);
  });
});

describe('holdfast op', () => {
  it('lists, shows and watches', async () => {
    const vps = await lab.createDeaf(SLOW);
    const stop = await submit(`/api/vps/stop/${vps.taskId}`);
    const watched = await done('op', 'watch', stop);
    expect(watched.stderr).toMatch(/stop .*: step 2\/3 · Stop the VPS/);
    expect(watched.stderr).not.toContain('\u001b');
    expect((await done('op', 'list', '--vps', vps.taskId)).stdout).toMatch(
      new RegExp(`^${stop} +succeeded`, 'm'),
    );
    expect((await done('op', 'show', stop)).stdout).toMatch(/^Stop the VPS +succeeded/m);
    expect(jsonOf<OperationAnswer>(await done('op', 'show', stop, '--json'))).toEqual(
      await readOperation(stop),
    );
  });

  it('draws a line that moves on a terminal', async () => {
    const vps = await lab.createDeaf(SLOW);
    const stop = await submit(`/api/vps/stop/${vps.taskId}`);
    const { code, stdout } = await holdfastOnTerminal(['op', 'watch', stop]);
    expect(code).toBe(0);
    expect(stdout).toContain('\u001b[2K[#');
    expect(stdout).toMatch(/\[#+\.+\] stop .*: step 2\/3 · Stop the VPS \(\ds?/);
    expect(stdout.trimEnd()).toMatch(/VPS stopped, snapshot created \(.*\)\s+snapshot 2\S+$/);
  });

  it('cancels', async () => {
    const vps = await lab.createDeaf(SLOW);
    const stop = await submit(`/api/vps/stop/${vps.taskId}`);
    await untilStep(stop, 'stopContainer');
    await done('op', 'cancel', stop);
    expect(await readOperation(stop)).toMatchObject({ status: 'cancelled' });
    expect(await holdfast(['op', 'cancel', stop])).toMatchObject({ code: 1 });
  });
});

describe('an id that is empty', () => {
  it.each(['', '.', '..'])('deletes nothing: %j', async (id) => {
    const vps = await lab.create();
    await vps.snapshot();
    const { code, stderr } = await holdfast(['snapshot', 'rm', vps.taskId, id, '--yes']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('names nothing') as unknown,
    });
    expect(await vps.snapshots()).toHaveLength(1);
  });
});

describe('an exit code', () => {
  it('tells a failure from wrong usage and from what is not there', async () => {
    const { taskId } = await lab.create();
    const failed = await holdfast(['vps', 'start', taskId]);
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain('running already');
    const json = await holdfast(['vps', 'start', taskId, '--json']);
    expect(json.code).toBe(1);
    expect(jsonOf(json)).toMatchObject({ status: 'failed', error: { code: 'invalid_state' } });
    expect((await holdfast(['vps', 'nonsense'])).code).toBe(2);
    expect((await holdfast(['vps', 'policy', taskId, '--auto-snapshot', 'perhaps'])).code).toBe(2);
    expect((await holdfast(['vps', 'show', 'No Such'])).code).toBe(2);
    expect((await holdfast(['vps', 'show', ''])).code).toBe(2);
    expect((await holdfast(['op', 'show', 'stop:no-such:12345678'])).code).toBe(3);
    expect(jsonOf(await holdfast(['vps', 'show', 'no-such', '--json']))).toMatchObject({
      code: 'vps_not_found',
    });
  });

  it('says that the API is away, or refuses', async () => {
    const away = { env: { HOLDFAST_URL: 'http://127.0.0.1:1' } };
    expect((await holdfast(['vps', 'list'], away)).code).toBe(5);
    expect((await holdfast(['restart', 'web', '--patience', '1'], away)).code).toBe(5);
    const token = 'a-token-that-is-long-enough-for-anybody';
    const server = new SecondServer({ HOLDFAST_TOKEN: token });
    await server.start();
    const folder = await mkdtemp(join(tmpdir(), 'hft-cli-'));
    const file = join(folder, 'token');
    await writeFile(file, `${token}\n`);
    const env = { HOLDFAST_URL: server.url };
    expect((await holdfast(['vps', 'list'], { env })).code).toBe(4);
    expect((await holdfast(['vps', 'list'], { env: { ...env, HOLDFAST_TOKEN: token } })).code).toBe(0);
    expect((await holdfast(['vps', 'list', '--token-file', file], { env })).code).toBe(0);
    await rm(folder, { recursive: true });
    await server.end();
  });

  it('says that the operation goes on', async () => {
    const vps = await lab.createDeaf(SLOW);
    const accepted = await holdfast(['vps', 'stop', vps.taskId, '--no-wait']);
    expect(accepted.code).toBe(6);
    const id = accepted.stdout.split('\n')[0] ?? '';
    await untilEnded(id);
    await vps.start();
    const waited = await holdfast(['vps', 'stop', vps.taskId, '--wait', '1', '--json']);
    expect(waited.code).toBe(6);
    expect(jsonOf(waited)).toMatchObject({ kind: 'stop', ended_at: null });
  });

  it('says that it was interrupted, and the operation goes on', async () => {
    const vps = await lab.createDeaf(SLOW);
    let isInterrupted = false;
    const interrupted = await holdfast(['vps', 'stop', vps.taskId], {
      onStderr: (text, kill) => {
        if (isInterrupted || !text.includes('Stop the VPS')) return;
        isInterrupted = true;
        kill('SIGINT');
      },
    });
    expect(interrupted.code).toBe(130);
    const [, id = ''] = /holdfast op watch (\S+)/.exec(interrupted.stderr) ?? [];
    expect(interrupted.stderr).toContain(`holdfast op cancel ${id}`);
    expect(await untilEnded(id)).toMatchObject({ status: 'succeeded' });
  });
});

describe('an API that is away for a moment', () => {
  it('is waited for, and nothing is done twice', async () => {
    const { host } = new URL(stack().apiUrl);
    const proxy = new CuttableProxy(host);
    await proxy.open();
    const vps = await lab.createDeaf(SLOW);
    let isCut = false;
    const { code } = await holdfast(['vps', 'stop', vps.taskId], {
      env: { HOLDFAST_URL: `http://${proxy.address}` },
      onStderr: (text) => {
        if (isCut || !text.includes('Stop the VPS')) return;
        isCut = true;
        void proxy.cut().then(async () => {
          await eventually('a moment has passed', () => true);
          await proxy.open();
        });
      },
    });
    expect(isCut).toBe(true);
    expect(code).toBe(0);
    expect((await listOperations(vps.taskId, 2)).map(({ kind }) => kind)).toEqual(['stop', 'create']);
    await proxy.cut();
  });
});

describe('holdfast events, runner and completion', () => {
  it('follows the fleet', async () => {
    const taskId = lab.newTaskId();
    const { image, runner } = stack();
    const follow = bash(`exec_holdfast events --vps ${taskId} --json & pid=$!
      sleep 1; holdfast vps create '${image}' --id ${taskId} --runner ${runner} --json -- sleep 86400 >/dev/null
      for i in $(seq 50); do sleep 0.1; done; kill $pid`);
    const events = (await follow).stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { event: string; data: { status: string } });
    expect(events.some(({ event, data }) => event === 'vps' && data.status === 'running')).toBe(true);
    expect(events.some(({ event, data }) => event === 'operation' && data.status === 'succeeded')).toBe(true);
  });

  it('lists the runners and rebuilds their records', async () => {
    const { runner } = stack();
    expect((await done('runner', 'list')).stdout).toMatch(new RegExp(`^${runner} +alive`, 'm'));
    expect(jsonOf(await done('runner', 'rebuild', runner, '--json'))).toMatchObject({ runner, failed: [] });
    expect((await holdfast(['runner', 'rebuild', 'nobody'])).code).not.toBe(0);
  });

  it('completes in bash: commands, options and what there is', async () => {
    const { taskId } = await lab.create();
    const complete = async (...words: string[]): Promise<string[]> => {
      const list = words.map((word) => `'${word}'`).join(' ');
      const { stdout } = await bash(`source <(holdfast completion bash)
        COMP_WORDS=(holdfast ${list}); COMP_CWORD=${words.length}
        _holdfast; printf '%s\\n' "\${COMPREPLY[@]}"`);
      return stdout.trim().split('\n');
    };
    expect(await complete('sn')).toEqual(['snapshot']);
    expect(await complete('vps', '')).toEqual(
      expect.arrayContaining(['list', 'create', 'restart', 'policy']),
    );
    expect(await complete('vps', 'restart', '--saf')).toEqual(['']);
    expect(await complete('vps', 'restart', '--no-s')).toEqual(['--no-safety-snapshot']);
    expect(await complete('vps', 'show', taskId.slice(0, -2))).toEqual([taskId]);
    expect(await complete('vps', 'delete', taskId, '--snapshots', 'k')).toEqual(['keep']);
    for (const shell of ['zsh', 'fish'])
      expect((await done('completion', shell)).stdout).toContain('__complete');
    expect((await holdfast(['completion', 'csh'])).code).toBe(2);
  });
});
