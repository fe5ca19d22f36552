import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultApi } from './support/fault-api';
import { type FaultStack, startFaultStack } from './support/fault-stack';
import { runIn } from './support/files';
import { checkInvariants } from './support/invariants';
import { OwnRunner } from './support/own-runner';
import { newVps } from './support/new-vps';
import { poll } from './support/poll';
import { containerName, inspect, type Subject } from './support/slot';

const DIST = join(__dirname, '..', '..', 'dist');
const SETUP_MS = 300_000;
const TEST_MS = 300_000;
const A_MINUTE_MS = 60_000;
/** Longer than a step may be without a heartbeat, which is 15 s. */
const HANG_MS = 18_000;
const SLOW_TO_STOP = ['sh', '-c', "trap 'sleep 2; exit 0' TERM; while :; do usleep 50000; done"];

let stack: FaultStack;
let api: FaultApi;
let runner: OwnRunner;

beforeAll(async () => {
  mkdirSync(DIST, { recursive: true });
  stack = await startFaultStack(join(DIST, 'runner-and-engine-away.log'));
  api = new FaultApi(stack.apiUrl);
  runner = new OwnRunner(stack, api);
  await runner.start();
}, SETUP_MS);

afterAll(async () => {
  await runner.end('SIGTERM');
  await stack.stop();
}, SETUP_MS);

async function submit(path: string): Promise<string> {
  const submitted = await api.submit({ method: 'POST', path, body: {} }, path);
  if (!('operationId' in submitted)) throw new Error(JSON.stringify(submitted));
  return submitted.operationId;
}

async function expectWhole(subject: Subject): Promise<void> {
  const expected = { state: 'running', files: subject.files, head: null } as const;
  const { violations, snapshotIds } = await checkInvariants({ stack, api }, subject, expected, subject.files);
  expect(violations).toEqual([]);
  expect(snapshotIds).toHaveLength(1);
}

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const seen = await poll(30_000, async () => ((await look()) ? true : undefined), 15);
  if (seen === undefined) throw new Error(`not in time: ${what}`);
}

const isAt = async (operationId: string, step: string): Promise<boolean> =>
  (await api.operation(operationId))?.steps.some(({ name }) => name === step) === true;

/** An engine that takes requests and answers none, while a snapshot is written and another VPS is being replaced. */
async function hangTheEngine(): Promise<void> {
  const [frozen, replaced] = [
    await newVps({ stack, api }, 'hang-commit'),
    await newVps({ stack, api }, 'hang-restart', { command: SLOW_TO_STOP }),
  ];
  const large = 'dd if=/dev/urandom of=/root/large bs=1M count=150 conv=fsync 2>/dev/null';
  await runIn(stack.docker, containerName(frozen.taskId), large);
  const restart = await submit(`/api/vps/restart/${replaced.taskId}`);
  await until('the restart stops its VPS', () => isAt(restart, 'stopContainer'));
  const snapshot = await submit(`/api/vps/snapshots/${frozen.taskId}`);
  await until('the snapshot freezes its VPS', async () => {
    const info = await inspect(stack, frozen.taskId);
    return info?.State.Status === 'paused';
  });

  const engine = stack.pidOf('dockerd');
  if (engine === undefined) throw new Error('the engine does not run');
  process.kill(engine, 'SIGSTOP');
  try {
    await sleep(HANG_MS);
    for (const id of [restart, snapshot])
      expect(await api.operation(id)).toMatchObject({ status: 'running' });
    expect(await api.vps(frozen.taskId)).toMatchObject({ status: 'running', snapshots: [] });
  } finally {
    process.kill(engine, 'SIGCONT');
  }
  for (const id of [restart, snapshot])
    expect(await api.untilEnded(id, performance.now())).toMatchObject({ status: 'succeeded' });
  await Promise.all([expectWhole(frozen), expectWhole(replaced)]);
}

test(
  'a runner that is away for a minute in the middle of a restart ends it; an engine that hangs meanwhile for longer than the heartbeat loses nothing',
  async () => {
    const subject = await newVps({ stack, api }, 'away-restart', {
      runner: runner.name,
      command: SLOW_TO_STOP,
    });
    const restart = await submit(`/api/vps/restart/${subject.taskId}`);
    await until('the restart stops its VPS', () => isAt(restart, 'stopContainer'));
    await runner.end('SIGKILL');
    const since = performance.now();

    await hangTheEngine();
    const says = await poll(A_MINUTE_MS, async () => {
      const { waiting_for } = (await api.operation(restart)) ?? {};
      return /^runner away, silent for \d+ s/.test(waiting_for ?? '') ? waiting_for : undefined;
    });
    expect(says).toBeDefined();
    await sleep(A_MINUTE_MS - (performance.now() - since));
    expect(await api.operation(restart)).toMatchObject({ status: 'running' });

    await runner.start();
    expect(await api.untilEnded(restart, since)).toMatchObject({ status: 'succeeded' });
    await expectWhole(subject);
  },
  TEST_MS,
);
