import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findTemporalCli } from '../../src/platform/temporal-cli';
import { FaultApi } from './support/fault-api';
import { type FaultStack, startFaultStack } from './support/fault-stack';
import { checkInvariants } from './support/invariants';
import { untilUp } from './support/kill';
import { newVps } from './support/new-vps';
import { poll } from './support/poll';
import { RemovableProgram } from './support/removable-program';
import { containerName, type Subject } from './support/slot';

const ROOT = join(__dirname, '..', '..');
const SETUP_MS = 300_000;
const TEST_MS = 240_000;
/**
 * Between the fifth and the sixth attempt of `npm start` to start it again, so that the seventh, a minute after the
 * kill, is the first that finds the program.
 */
const PUT_BACK_AFTER_MS = 45_000;
const AWAY_MS = 55_000;
/** The longest deadline of a call is 5 s; the rest is for a machine that is busy. */
const AT_ONCE_MS = 8000;
/** Longer than a server that is away is waited for, and shorter than a worker. */
const LONGER_THAN_A_SERVER_MS = 6000;

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

async function expectWhole(subject: Subject): Promise<void> {
  const expected = { state: 'running', files: subject.files, head: null } as const;
  const { violations } = await checkInvariants({ stack, api }, subject, expected, subject.files);
  expect(violations).toEqual([]);
}

const unreachable = { status: 503, code: 'temporal_unreachable' };

interface Asked {
  status: number;
  code?: unknown;
  operation_id?: unknown;
}

async function ask(method: string, path: string, key?: string): Promise<Asked> {
  const response = await fetch(stack.apiUrl + path, {
    method,
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    ...(method !== 'GET' && { body: '{}' }),
  });
  const { code, operation_id } = (await response.json()) as Omit<Asked, 'status'>;
  return { status: response.status, code, operation_id };
}

test(
  'a Temporal server that is away for a minute: the API says so, the VPSs run on, and what was under way goes on',
  async () => {
    const slow = ['sh', '-c', "trap 'sleep 2; exit 0' TERM; while :; do usleep 50000; done"];
    const [restarting, idle] = [
      await newVps({ stack, api }, 'away-restart', { command: slow }),
      await newVps({ stack, api }, 'away-idle'),
    ];
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

    const refused = async (): Promise<void> => {
      const began = performance.now();
      const asked = await Promise.all([
        ask('GET', `/api/vps/${idle.taskId}`),
        ask('GET', '/api/vps'),
        ask('GET', `/api/operations/${submitted.operationId}`),
        ask('POST', `/api/vps/snapshots/${idle.taskId}`, 'away-snapshot'),
        ask('POST', `/api/vps/stop/${idle.taskId}`),
      ]);
      expect(asked).toMatchObject(asked.map(() => unreachable));
      expect(performance.now() - began).toBeLessThan(AT_ONCE_MS);
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

test(
  'a Temporal server that hangs: the API says so within seconds, and what it has taken all the same is done once',
  async () => {
    const subject = await newVps({ stack, api }, 'hang-temporal');
    const pid = stack.pidOf('temporal');
    if (pid === undefined) throw new Error('Temporal does not run');
    const snapshots = `/api/vps/snapshots/${subject.taskId}`;
    const began = performance.now();
    process.kill(pid, 'SIGSTOP');
    let pause: Asked;
    try {
      const [changed, ...asked] = await Promise.all([
        ask('POST', `/api/vps/pause/${subject.taskId}`),
        ask('POST', snapshots, 'hang-snapshot'),
        ask('GET', `/api/vps/${subject.taskId}`),
      ]);
      expect([changed, ...asked]).toMatchObject([unreachable, unreachable, unreachable]);
      expect(performance.now() - began).toBeLessThan(AT_ONCE_MS);
      pause = changed;
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await untilUp(stack, api);
    const call = { method: 'POST', path: snapshots, body: {} } as const;
    expect(await api.perform(call, 'hang-snapshot')).toMatchObject({ status: 'succeeded' });
    expect((await api.vps(subject.taskId))?.snapshots).toHaveLength(1);

    // The pause was sent, without a key: it may have been taken or not, and its operation tells.
    const isTold = await poll(30_000, async () => {
      const operation = await api.operation(String(pause.operation_id));
      const { State } = await stack.docker.getContainer(containerName(subject.taskId)).inspect();
      return State.Paused === (operation?.status === 'succeeded') ? true : undefined;
    });
    expect(isTold).toBe(true);
  },
  TEST_MS,
);

test(
  'a host worker that hangs is no server that is away: it is waited for, and named when that takes too long',
  async () => {
    const subject = await newVps({ stack, api }, 'hang-worker');
    const pid = stack.pidOf('worker');
    if (pid === undefined) throw new Error('the worker does not run');
    const path = `/api/vps/snapshots/${subject.taskId}`;
    process.kill(pid, 'SIGSTOP');
    try {
      const waiting = ask('POST', path, 'worker-first');
      await sleep(LONGER_THAN_A_SERVER_MS);
      process.kill(pid, 'SIGCONT');
      expect(await waiting).toMatchObject({ status: 201 });

      process.kill(pid, 'SIGSTOP');
      expect(await ask('POST', path, 'worker-second')).toMatchObject({ status: 503, code: 'no_host_worker' });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    const call = { method: 'POST', path, body: {} } as const;
    expect(await api.perform(call, 'worker-second')).toMatchObject({ status: 'succeeded' });
    expect((await api.vps(subject.taskId))?.snapshots).toHaveLength(2);
  },
  TEST_MS,
);
