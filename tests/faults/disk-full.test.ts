import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, FaultApi } from './support/fault-api';
import { type FaultStack, startFaultStack } from './support/fault-stack';
import { runIn } from './support/files';
import { checkInvariants, orphanVolumes } from './support/invariants';
import { expectedAfter, takenSnapshot, type FaultKind, type Plan } from './support/plans';
import { newVps } from './support/new-vps';
import { poll } from './support/poll';
import { Random } from './support/random';
import { containerName, type Subject, writeFiles } from './support/slot';
import { SmallDisk } from './support/small-disk';

const DIST = join(__dirname, '..', '..', 'dist');
const MB = 1024 * 1024;
const DISK_MB = 256;
const FLATTEN_LAYERS = 4;
const SETUP_MS = 300_000;
const TEST_MS = 240_000;

let disk: SmallDisk;
let stack: FaultStack;
let api: FaultApi;
const random = new Random(1);

beforeAll(async () => {
  mkdirSync(DIST, { recursive: true });
  stack = await startFaultStack(join(DIST, 'disk-full.log'), {
    settings: { HOLDFAST_DISK_RESERVE_MB: '0', HOLDFAST_FLATTEN_LAYERS: String(FLATTEN_LAYERS) },
    prepare: async (dataDirectory) => {
      disk = await SmallDisk.mount(join(dataDirectory, 'docker'), DISK_MB);
    },
  });
  api = new FaultApi(stack.apiUrl);
}, SETUP_MS);

afterAll(async () => {
  await disk.clear();
  await stack.stop();
  expect(await disk.isDetached()).toBe(true);
}, SETUP_MS);

afterEach(() => disk.clear());

let created = 0;

/** A VPS with a snapshot, and with files beyond it. */
async function newVpsWithSnapshot(more: object = {}): Promise<Subject> {
  const subject = await newVps({ stack, api }, `full-${++created}`, more, random);
  await snapshot(subject);
  await writeFiles(subject, stack, random);
  return subject;
}

async function snapshot(subject: Subject): Promise<string> {
  const path = `/api/vps/snapshots/${subject.taskId}`;
  const id = takenSnapshot(await succeed({ method: 'POST', path, body: {} })) ?? '';
  subject.snapshots.set(id, subject.files);
  subject.head = id;
  return id;
}

async function succeed(call: Call): ReturnType<FaultApi['perform']> {
  const end = await api.perform(call, `${call.path}-${Math.random()}`);
  expect(end).toMatchObject({ status: 'succeeded' });
  return end;
}

/** Files that need a block each: far more on the disk than Docker says that they have. */
async function writeManySmallFiles({ taskId }: Subject): Promise<void> {
  const command =
    'mkdir -p /root/many; i=0; while [ $i -lt 2000 ]; do echo $i > /root/many/$i; i=$((i+1)); done; sync';
  await runIn(stack.docker, containerName(taskId), command);
}

function planFor(kind: FaultKind, { taskId, head }: Subject): Plan {
  const paths: Partial<Record<FaultKind, string>> = {
    'snapshot live': `/api/vps/snapshots/${taskId}`,
    stop: `/api/vps/stop/${taskId}`,
    'restart auto on': `/api/vps/restart/${taskId}`,
    'restart auto off': `/api/vps/restart/${taskId}`,
    restore: `/api/vps/snapshots/${taskId}/${head}/restore`,
  };
  const call = { method: 'POST', path: paths[kind] ?? '', body: {} } as const;
  return {
    kind,
    from: 'running',
    auto: kind !== 'restart auto off',
    snapshotId: head,
    cancelAfterMs: null,
    call,
  };
}

async function expectAsBefore(subject: Subject, { is = 'running' as Subject['state'] } = {}): Promise<void> {
  const expected = { state: is, files: subject.files, head: subject.head };
  const { violations, snapshotIds } = await checkInvariants({ stack, api }, subject, expected, subject.files);
  expect(violations).toEqual([]);
  expect(snapshotIds).toEqual([...subject.snapshots.keys()].sort());
  expect(await orphanVolumes(stack)).toEqual([]);
}

const KINDS = ['snapshot live', 'stop', 'restart auto on', 'restart auto off', 'restore'] as const;

describe('a disk that is nearly full', () => {
  it(
    `and fills in the middle of a commit (${KINDS.join(', ')}): it fails, leaves the VPS as it was and nothing behind, and succeeds when there is room`,
    async () => {
      const cases = await Promise.all(
        KINDS.map(async (kind) => {
          const subject = await newVpsWithSnapshot({
            policy: { auto_snapshot_on_stop: kind !== 'restart auto off' },
          });
          await writeManySmallFiles(subject);
          return { kind, subject, plan: planFor(kind, subject) };
        }),
      );
      await disk.leaveFree(3 * MB);
      const before = await disk.freeBytes();
      const ends = await Promise.all(
        cases.map(({ plan, subject }) => api.perform(plan.call, `${subject.taskId}-full`)),
      );
      for (const end of ends) {
        expect(end).toMatchObject({ status: 'failed', code: 'insufficient_disk' });
        expect(end.detail).toMatch(/\d+ (bytes )?are free|no space left/);
      }
      await Promise.all(cases.map(({ subject }) => expectAsBefore(subject)));
      expect(before - (await disk.freeBytes())).toBeLessThan(MB);

      await disk.clear();
      await Promise.all(
        cases.map(async ({ plan, subject }) => {
          const expected = expectedAfter(subject, plan, await succeed(plan.call));
          const verdict = await checkInvariants({ stack, api }, subject, expected, subject.files);
          expect(verdict.violations).toEqual([]);
        }),
      );
      await Promise.all(cases.map(({ subject }) => deleteVps(subject)));
    },
    TEST_MS,
  );

  it(
    'has no room for a flattened copy: the restart goes on from the snapshot as it is, and nothing is left',
    async () => {
      const subject = await newVpsWithSnapshot();
      // Far more than will be free.
      const bulk = 'dd if=/dev/urandom of=/root/bulk bs=1M count=12 conv=fsync 2>/dev/null';
      await runIn(stack.docker, containerName(subject.taskId), bulk);
      const restart = { method: 'POST', path: `/api/vps/restart/${subject.taskId}`, body: {} } as const;
      for (let layers = 1; layers < FLATTEN_LAYERS - 1; layers++) {
        await succeed(restart);
        // A snapshot of nothing new has no layer of its own.
        await writeFiles(subject, stack, random);
      }
      await disk.leaveFree(8 * MB);
      await succeed(restart);
      const { Image } = await stack.docker.getContainer(containerName(subject.taskId)).inspect();
      expect((await stack.docker.getImage(Image).inspect()).RootFS.Layers).toHaveLength(FLATTEN_LAYERS);
      const expected = { state: 'running', files: subject.files, head: null } as const;
      subject.snapshots.clear();
      const { violations } = await checkInvariants({ stack, api }, subject, expected, subject.files);
      expect(violations.filter((line) => !line.startsWith('snapshot'))).toEqual([]);
      expect(await disk.freeBytes()).toBeGreaterThan(3 * MB);
      await deleteVps(subject);
    },
    TEST_MS,
  );
});

async function deleteVps({ taskId }: Subject): Promise<void> {
  await succeed({ method: 'DELETE', path: `/api/vps/${taskId}?snapshots=delete` });
}

/** Fills the disk to the last byte as soon as an operation has come to this step. */
async function performAndFill(call: Call, step: string): Promise<string> {
  const submitted = await api.submit(call, `${call.path}-${Math.random()}`);
  if (!('operationId' in submitted)) throw new Error(JSON.stringify(submitted));
  const { operationId } = submitted;
  const isThere = await poll(
    30_000,
    async () => {
      const operation = await api.operation(operationId);
      return operation?.steps.some(({ name }) => name === step) === true ? true : undefined;
    },
    15,
  );
  expect(isThere).toBe(true);
  await disk.keepFull();
  return operationId;
}

/** The operation says that it waits for room on the disk, also after more attempts than other failures are granted. */
async function untilWaiting(operationId: string): Promise<void> {
  expect(await howItGoesOn(operationId)).toBe('waits');
}

/** Either `waits`, or how it ended; undefined when neither comes. */
async function howItGoesOn(operationId: string): Promise<string | undefined> {
  return poll(60_000, async () => {
    const { status, waiting_for, steps = [] } = (await api.operation(operationId)) ?? {};
    if (status !== undefined && status !== 'running') return `${status} after ${JSON.stringify(steps)}`;
    const isPatient = (steps.at(-1)?.attempts ?? 0) > 5;
    return isPatient && /no space left/i.test(waiting_for ?? '') ? 'waits' : undefined;
  });
}

describe('a disk without a free byte', () => {
  it(
    'takes no snapshot, which it says with the figures; the VPS runs on, can be stopped, and started when there is room',
    async () => {
      const subject = await newVpsWithSnapshot();
      await disk.leaveFree(0);
      const { taskId } = subject;
      for (const path of [`snapshots/${taskId}`, `stop/${taskId}`, `restart/${taskId}`]) {
        const call = { method: 'POST', path: `/api/vps/${path}`, body: {} } as const;
        const end = await api.perform(call, `${path}-${taskId}`);
        expect(end).toMatchObject({ status: 'failed', code: 'insufficient_disk' });
        expect(end.detail).toMatch(/A snapshot needs \d+ bytes .*; \d+ are free/);
      }
      await expectAsBefore(subject);
      await succeed({ method: 'POST', path: `/api/vps/stop/${taskId}`, body: { snapshot: false } });
      await expectAsBefore(subject, { is: 'stopped' });
      const start = { method: 'POST', path: `/api/vps/start/${taskId}`, body: {} } as const;
      // What the stop gave back would be enough.
      await disk.keepFull();
      const end = await api.perform(start, `start-${taskId}`);
      expect(end).toMatchObject({ status: 'failed', code: 'insufficient_disk' });
      await disk.clear();
      await expectAsBefore(subject, { is: 'stopped' });
      await succeed(start);
      await expectAsBefore(subject);
    },
    TEST_MS,
  );

  it(
    'in the middle of a restart: the way back waits for room, says so, and comes to its end',
    async () => {
      const subject = await newVpsWithSnapshot({
        command: ['sh', '-c', "trap 'sleep 2; exit 0' TERM; while :; do usleep 50000; done"],
      });
      const { taskId } = subject;
      const operationId = await performAndFill(
        { method: 'POST', path: `/api/vps/restart/${taskId}`, body: {} },
        'stopContainer',
      );
      await untilWaiting(operationId);
      await disk.clear();
      const end = await api.untilEnded(operationId, performance.now());
      expect(end).toMatchObject({ status: 'failed', code: 'insufficient_disk' });
      await expectAsBefore(subject);
    },
    TEST_MS,
  );

  it(
    'when a replacement proves unfit: the way back comes to its end, at once in the room that the replacement leaves, or when there is more',
    async () => {
      const healthcheck = { test: '! test -e /root/bad', interval: 1, timeout: 5, retries: 3 };
      const subject = await newVpsWithSnapshot({ healthcheck });
      const { taskId } = subject;
      await runIn(stack.docker, containerName(taskId), 'touch /root/bad');
      const id = await snapshot(subject);
      await runIn(stack.docker, containerName(taskId), 'rm /root/bad');
      const path = `/api/vps/snapshots/${taskId}/${id}/restore`;
      const call = { method: 'POST', path, body: { safety_snapshot: false } } as const;
      const operationId = await performAndFill(call, 'verifyContainer');
      expect(await howItGoesOn(operationId)).toMatch(/^waits|^failed/);
      await disk.clear();
      const end = await api.untilEnded(operationId, performance.now());
      expect(end).toMatchObject({ status: 'failed', code: 'vps_not_healthy' });
      await expectAsBefore(subject);
    },
    TEST_MS,
  );
});
