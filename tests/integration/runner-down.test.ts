import { stack } from '../support/stack';
import { call, callOk } from './support/client';
import { containersOf, imagesOf } from './support/docker';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import { listOperations, readOperation, submit, untilEnded, untilStep } from './support/operations';
import { SecondRunner } from './support/second-runner';
import type { PendingAnswer } from './support/shapes';
import type { TestVps } from './support/test-vps';

const lab = useLab();
const runner = new SecondRunner();
const LONG = 120_000;

beforeAll(() => runner.start(), LONG);
afterAll(() => runner.end(), LONG);

/** Each step of a restart of this takes long enough to be struck in the middle. */
const SLOW = {
  command: `trap 'sleep 1; exit 0' TERM; while :; do usleep 50000; done`,
  stop_timeout: 5,
  ports: [22],
  healthcheck: { test: 'sleep 0.5', interval: 0.5, timeout: 5, retries: 3 },
};

const fill = async (vps: TestVps): Promise<void> => {
  await vps.run('dd if=/dev/urandom of=/root/data bs=1M count=40 2>/dev/null; echo precious > /root/note');
};

/** Without waiting for a runner, which would take until it is back. */
const quickly = async (path: string): Promise<void> => {
  const began = Date.now();
  await callOk(200, 'GET', path);
  expect(Date.now() - began).toBeLessThan(5000);
};

describe('a runner that dies', () => {
  it(
    'delays an operation, which says what it waits for, and does not fail it; reads go on meanwhile',
    async () => {
      const vps = await lab.create({ runner: runner.name });
      await vps.write('/root/note', 'on the other machine');
      await runner.kill();

      await quickly(`/api/vps/${vps.taskId}`);
      await quickly(`/api/vps/snapshots/${vps.taskId}`);
      await quickly('/api/vps');
      await quickly(`/api/operations?vps=${vps.taskId}`);

      const answer = await call<PendingAnswer>('POST', `/api/vps/snapshots/${vps.taskId}`, {
        headers: { prefer: 'wait=1' },
      });
      expect(answer.status).toBe(202);
      const id = answer.body.operation_id;
      await eventually(
        'the operation says that it waits for the runner',
        async () => {
          const { waiting_for } = await readOperation(id);
          return new RegExp(`runner ${runner.name}, silent for \\d+ s`).test(waiting_for ?? '');
        },
        { withinMs: 40_000 },
      );
      await runner.untilAlive(false);
      const queued = await submit(`/api/vps/stop/${vps.taskId}`);
      await callOk(200, 'DELETE', `/api/operations/${queued}`);

      await runner.start();
      expect(await untilEnded(id)).toMatchObject({ status: 'succeeded', waiting_for: null });
      expect(await vps.snapshots()).toHaveLength(1);
      expect(await imagesOf(vps.taskId)).toHaveLength(1);
      expect((await vps.get()).status).toBe('running');
    },
    LONG,
  );

  it(
    'does not keep an operation that waits for it from being cancelled',
    async () => {
      const vps = await lab.create({ runner: runner.name });
      await runner.kill();
      const stop = await submit(`/api/vps/stop/${vps.taskId}`);
      await eventually('it has begun', async () => (await readOperation(stop)).steps.length > 0);
      const cancelled = await call('DELETE', `/api/operations/${stop}`, { headers: { prefer: 'wait=5' } });
      expect(cancelled).toMatchObject({ status: 200, body: { operation: { status: 'cancelled' } } });
      await runner.start();
      await vps.snapshot();
      expect((await vps.inspect()).State.Running).toBe(true);
    },
    LONG,
  );

  it.each(['stopContainer', 'commitSnapshot', 'verifyContainer'])(
    'in the middle of a restart, at %s, finds it again and ends it: the VPS is whole',
    async (step) => {
      const vps = await lab.create({ ...SLOW, runner: runner.name });
      await fill(vps);
      const sum = await vps.run('sha256sum /root/data');
      const { endpoints } = await vps.get();
      const restart = await submit(`/api/vps/restart/${vps.taskId}`);
      await untilStep(restart, step);
      await runner.kill();
      await runner.start();

      expect(await untilEnded(restart, 60_000)).toMatchObject({ status: 'succeeded' });
      expect(await vps.get()).toMatchObject({ status: 'running', endpoints });
      expect(await vps.run('cat /root/note')).toBe('precious\n');
      expect(await vps.run('sha256sum /root/data')).toBe(sum);
      expect(await containersOf(vps.taskId)).toEqual([`holdfast-${vps.taskId}`]);
      expect(await imagesOf(vps.taskId)).toHaveLength(1);
      const { HostConfig } = await vps.inspect();
      expect(HostConfig.RestartPolicy).toMatchObject({ Name: 'unless-stopped' });
      await listOperations(vps.taskId, 2);
    },
    LONG,
  );

  it.each(['stopContainer', 'commitSnapshot', 'verifyContainer'])(
    'in the middle of a restart that is cancelled then, at %s, turns it back: the VPS is as before, and the record knows what stays',
    async (step) => {
      const vps = await lab.create({ ...SLOW, runner: runner.name });
      await fill(vps);
      const sum = await vps.run('sha256sum /root/data');
      const before = await vps.inspect();
      const restart = await submit(`/api/vps/restart/${vps.taskId}`);
      await untilStep(restart, step);
      await runner.kill();
      await call('DELETE', `/api/operations/${restart}`, { headers: { prefer: 'respond-async' } });
      await runner.start();

      expect(await untilEnded(restart, 60_000)).toMatchObject({ status: 'cancelled' });
      expect(await vps.get()).toMatchObject({ status: 'running' });
      expect((await vps.inspect()).Id).toBe(before.Id);
      expect(await vps.run('sha256sum /root/data')).toBe(sum);
      expect(await containersOf(vps.taskId)).toEqual([`holdfast-${vps.taskId}`]);
      // A snapshot that was finished is a good one, and is kept; one that was not leaves nothing.
      const snapshots = await vps.snapshots();
      expect(await imagesOf(vps.taskId)).toEqual(snapshots.map(({ tag }) => tag));
      expect((await vps.inspect()).HostConfig.RestartPolicy).toEqual(before.HostConfig.RestartPolicy);
    },
    LONG,
  );
});

it('a VPS for which no runner was named goes to a living one', async () => {
  const { task_id } = await callOk<{ task_id: string }>(201, 'POST', '/api/vps/create', {
    body: { image: stack().image, command: ['sleep', '86400'] },
  });
  lab.owns({ taskId: task_id });
  const { runner: chosen } = await callOk(200, 'GET', `/api/vps/${task_id}`);
  const { runners } = await callOk<{ runners: { name: string; alive: boolean }[] }>(
    200,
    'GET',
    '/api/runners',
  );
  expect(runners).toContainEqual(expect.objectContaining({ name: chosen, alive: true }));
});
