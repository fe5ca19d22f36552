import fc from 'fast-check';
import { call, callOk, callRefused, expectProblem } from './support/client';
import { docker } from './support/docker';
import { expectNothingExecuted } from './support/hostile-checks';
import { anyText, NASTY_LINES, NASTY_PROSE, NASTY_TEXTS } from './support/hostile-values';
import { useLab } from './support/lab';
import { SecondRunner } from './support/second-runner';
import type { OperationAnswer, ProblemAnswer } from './support/shapes';
import { useTemporal } from './support/temporal';

const lab = useLab();
const temporal = useTemporal();

describe('a legal text that means something to somebody', () => {
  it('comes back as it was sent: in variables, labels and commands, also after a restart', async () => {
    const env = {
      ...Object.fromEntries(NASTY_TEXTS.map((text, index) => [`NASTY_${index}`, text])),
      constructor: 'x',
      toString: 'y',
    } as Record<string, string>;
    const labels = Object.fromEntries([
      ...NASTY_TEXTS.map((text, index) => [`nasty.${index}`, text]),
      ...NASTY_LINES.filter((text) => text !== '__proto__').map((text) => [text, 'a name']),
    ]) as Record<string, string>;
    const command = ['sh', '-c', 'exec sleep 86400', ...NASTY_TEXTS];
    const vps = await lab.create({ env, labels, command });

    const expectAllOfIt = async () => {
      const { Config } = await vps.inspect();
      expect(Config.Cmd).toEqual(command);
      expect(Config.Labels).toMatchObject(labels);
      expect(Config.Env).toEqual(expect.arrayContaining(Object.entries(env).map((pair) => pair.join('='))));
      const { spec } = await vps.get();
      expect(spec).toMatchObject({ command, labels });
      const inside = await vps.run('tr "\\0" "\\1" < /proc/1/environ');
      for (const [name, text] of Object.entries(env)) {
        expect(inside.includes(`${name}=${text}\u0001`)).toBe(true);
      }
      await expectNothingExecuted(vps);
    };
    await expectAllOfIt();
    await vps.snapshot();
    await vps.restart();
    await expectAllOfIt();
    await vps.container.remove({ force: true });
    await vps.untilStatus('missing');
    await vps.restart();
    await expectAllOfIt();
  }, 120_000);

  it('comes back as it was sent: in names and messages of snapshots, from the record and from the labels', async () => {
    const vps = await lab.create({ env: { A: 'b' }, policy: { max_snapshots: 0 } });
    const sent: { name: string; message: string }[] = NASTY_PROSE.map((message, index) => ({
      name: NASTY_LINES[index % NASTY_LINES.length] ?? '',
      message,
    }));
    const expectSame = async ({ name, message }: { name: string; message: string }) => {
      const { snapshot, tag } = await vps.snapshot({ name, message });
      expect(await callOk(200, 'GET', `/api/vps/snapshots/${vps.taskId}/latest`)).toMatchObject({
        name,
        message,
      });
      const { Config } = await docker().getImage(tag).inspect();
      expect(Config.Labels).toMatchObject({ 'holdfast.name': name, 'holdfast.message': message });
      await callOk(200, 'DELETE', `/api/vps/snapshots/${vps.taskId}/${snapshot.id}`);
    };
    // Each of them once as a name, and all of them in few messages: a commit takes its time.
    const lines = NASTY_LINES.join('\n').slice(0, 1000);
    for (const words of [{ name: NASTY_LINES[1] ?? '', message: lines }, ...sent.slice(-3)])
      await expectSame(words);
    const line = anyText(/[\p{Cc}\p{Cs}]/gu);
    const prose = anyText(/[\p{Cs}]|(?![\n\r\t])\p{Cc}/gu, 300);
    await fc.assert(
      fc.asyncProperty(line, prose, async (name, message) => expectSame({ name, message })),
      { numRuns: 5 },
    );
    const { snapshot } = await vps.snapshot();
    for (const words of sent) {
      expect(await vps.patchSnapshot(snapshot.id, words)).toMatchObject(words);
      expect((await vps.snapshots())[0]).toMatchObject(words);
    }
    const stopped = await vps.stop({ message: NASTY_PROSE.slice(-3).join('') });
    expect((await vps.snapshots())[0]).toMatchObject({
      id: stopped.snapshot?.id,
      message: NASTY_PROSE.slice(-3).join(''),
    });
    await vps.restart();
    await expectNothingExecuted(vps);
  }, 120_000);

  it('comes back as it was sent: when the record is made again from the labels', async () => {
    const runner = new SecondRunner();
    await runner.start();
    try {
      const labels = Object.fromEntries(NASTY_TEXTS.map((text, index) => [`nasty.${index}`, text]));
      const command = ['sh', '-c', 'exec sleep 86400', ...NASTY_TEXTS];
      const vps = await lab.create({
        runner: runner.name,
        env: { A: NASTY_PROSE.join('') },
        labels,
        command,
      });
      const words = { name: NASTY_LINES[2] ?? '', message: NASTY_PROSE.slice(-3).join('') };
      await vps.snapshot(words);
      await temporal().workflow.getHandle(`vps-${vps.taskId}`).terminate('as if the database were gone');
      await callRefused(404, 'vps_not_found', 'GET', `/api/vps/${vps.taskId}`);
      await callOk(200, 'POST', `/api/runners/${runner.name}/rebuild`);
      expect(await vps.get()).toMatchObject({ spec: { labels, command }, snapshots: [words] });
      await vps.restart();
      const { Config } = await vps.inspect();
      expect(Config).toMatchObject({ Labels: labels, Cmd: command });
      expect(Config.Env).toContain(`A=${NASTY_PROSE.join('')}`);
      await expectNothingExecuted(vps);
      await lab.deleteVps(vps);
    } finally {
      await runner.end();
    }
  }, 120_000);

  it('is refused as a name or a message when it cannot be written down', async () => {
    const vps = await lab.create({ start: false });
    for (const text of ['{"name": "a\\ud800"}', '{"message": "\\udc00b"}']) {
      const path = `/api/vps/snapshots/${vps.taskId}`;
      expectProblem(await call<ProblemAnswer>('POST', path, { text }), 400, 'invalid_request');
    }
    expect(await vps.snapshots()).toEqual([]);
  });

  it('comes back as it was sent: as the one who asks', async () => {
    const vps = await lab.create({ env: { A: 'b' } });
    for (const actor of [
      "O'Neill; DROP TABLE users --",
      '$(id) `id` ${HOME}',
      '"quoted" \\ {} [] <b>',
      'a=b OR VpsId = "x"',
      'x'.repeat(128),
    ]) {
      const { operation_id } = await callOk<{ operation_id: string }>(
        200,
        'POST',
        `/api/vps/pause/${vps.taskId}`,
        {
          headers: { 'x-holdfast-actor': actor },
        },
      );
      expect(await callOk<OperationAnswer>(200, 'GET', `/api/operations/${operation_id}`)).toMatchObject({
        actor,
      });
      await vps.resume();
    }
    await expectNothingExecuted(vps);
  });
});
