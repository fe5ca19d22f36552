import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findTemporalCli } from '../../src/platform/temporal-cli';
import { FaultApi } from './support/fault-api';
import { type FaultStack, startFaultStack } from './support/fault-stack';
import { checkInvariants } from './support/invariants';
import { untilUp } from './support/kill';
import { poll } from './support/poll';
import { Random } from './support/random';
import { RemovableProgram } from './support/removable-program';
import { containerName, creation, newSubject, type Subject, writeFiles } from './support/slot';

const ROOT = join(__dirname, '..', '..');
const SETUP_MS = 300_000;
const TEST_MS = 240_000;
/**
 * Between the fifth and the sixth attempt of `npm start` to start it again, so that the seventh, a minute after the
 * kill, is the first that finds the program.
 */
const PUT_BACK_AFTER_MS = 45_000;
const AWAY_MS = 55_000;

let program: RemovableProgram;
let stack: FaultStack;
let api: FaultApi;

beforeAll(async () => {
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const given = process.env['TEMPORAL_CLI'];
  const cli = await findTemporalCli({ given, projectRoot: ROOT }, () => undefined);
  program = new RemovableProgram(cli.path, 'temporal');
  const settings = { TEMPORAL_CLI: program.path };
  stack = await startFaultStack(join(ROOT, 'dist', 'temporal-away.log'), { settings });
  api = new FaultApi(stack.apiUrl);
}, SETUP_MS);

afterAll(async () => {
  await stack.stop();
  program.remove();
}, SETUP_MS);

async function newVps(taskId: string, more: object = {}): Promise<Subject> {
  const body = { ...creation(taskId, stack), ...more };
  const end = await api.perform({ method: 'POST', path: '/api/vps/create', body }, `${taskId}-create`);
  expect(end).toMatchObject({ status: 'succeeded' });
  const subject = await newSubject(taskId, stack);
  await writeFiles(subject, stack, new Random(1));
  return subject;
}

async function expectWhole(subject: Subject): Promise<void> {
  const expected = { state: 'running', files: subject.files, head: null } as const;
  const { violations } = await checkInvariants({ stack, api }, subject, expected, subject.files);
  expect(violations).toEqual([]);
}

async function ask(method: string, path: string, key?: string): Promise<{ status: number; code: unknown }> {
  const response = await fetch(stack.apiUrl + path, {
    method,
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    ...(method !== 'GET' && { body: '{}' }),
  });
  const { code } = (await response.json()) as { code?: unknown };
  return { status: response.status, code };
}

test(
  'a Temporal server that is away for a minute: the API says so, the VPSs run on, and what was under way goes on',
  async () => {
    const slow = ['sh', '-c', "trap 'sleep 2; exit 0' TERM; while :; do usleep 50000; done"];
    const [restarting, idle] = [await newVps('away-restart', { command: slow }), await newVps('away-idle')];
    const before = await stack.docker.getContainer(containerName(idle.taskId)).inspect();
    const call = { method: 'POST', path: `/api/vps/restart/${restarting.taskId}`, body: {} } as const;
    const submitted = await api.submit(call, 'away-restart');
    if (!('operationId' in submitted)) throw new Error(JSON.stringify(submitted));
    const isStopping = await poll(30_000, async () => {
      const operation = await api.operation(submitted.operationId);
      return operation?.steps.some(({ name }) => name === 'stopContainer') === true ? true : undefined;
    });
    expect(isStopping).toBe(true);

    const pid = stack.pidOf('temporal');
    if (pid === undefined) throw new Error('Temporal does not run');
    program.takeAway();
    const since = performance.now();
    process.kill(pid, 'SIGKILL');

    const unreachable = { status: 503, code: 'temporal_unreachable' };
    const refused = async (): Promise<void> => {
      const asked = await Promise.all([
        ask('GET', `/api/vps/${idle.taskId}`),
        ask('GET', '/api/vps'),
        ask('GET', `/api/operations/${submitted.operationId}`),
        ask('POST', `/api/vps/snapshots/${idle.taskId}`, 'away-snapshot'),
      ]);
      expect(asked).toEqual(asked.map(() => unreachable));
    };
    await refused();
    expect(await ask('GET', '/health/live')).toMatchObject({ status: 200 });
    expect(await ask('GET', '/health/ready')).toMatchObject({ status: 503 });
    await sleep(PUT_BACK_AFTER_MS - (performance.now() - since));
    expect(stack.pidOf('temporal')).toBeUndefined();
    await refused();
    program.putBack();
    await untilUp(stack, api);
    expect(performance.now() - since).toBeGreaterThan(AWAY_MS);

    const { State } = await stack.docker.getContainer(containerName(idle.taskId)).inspect();
    expect(State).toMatchObject({ Running: true, StartedAt: before.State.StartedAt });
    const end = await api.untilEnded(submitted.operationId, since);
    expect(end).toMatchObject({ status: 'succeeded' });
    // The same request under the same key, as a client repeats it.
    const snapshot = { method: 'POST', path: `/api/vps/snapshots/${idle.taskId}`, body: {} } as const;
    expect(await api.perform(snapshot, 'away-snapshot')).toMatchObject({ status: 'succeeded' });
    expect((await api.vps(idle.taskId))?.snapshots).toHaveLength(1);
    await Promise.all([expectWhole(restarting), expectWhole(idle)]);
  },
  TEST_MS,
);
