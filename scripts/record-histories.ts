import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import Docker from 'dockerode';
import type { JsonObject } from '../src/domain/json';
import { claimWorkflowId } from '../src/domain/names';
import { storeHistories } from './store-histories';

/**
 * Records finished histories of every workflow type for tests/replay. By hand, against a Holdfast that runs:
 * HOLDFAST_URL, TEMPORAL_ADDRESS, DOCKER_HOST say where, HOLDFAST_IMAGE is a small image with a shell. The arguments say
 * what: `npm run record-histories -- flattening`.
 *
 * A recording is made once for each form that a workflow has had in a release; it is never made again to please a test.
 */

const url = process.env['HOLDFAST_URL'] ?? 'http://127.0.0.1:8000';
const image = process.env['HOLDFAST_IMAGE'] ?? 'holdfast-test/busybox:latest';
const run = Date.now().toString(36);
const docker = new Docker();

/** Which execution stands for which case. */
const recorded = new Map<string, string>();

interface Answer {
  operation_id: string;
  message?: string;
  code?: string;
  snapshot?: { id: string };
  steps?: { name: string; status: string }[];
  operations?: { id: string }[];
}

async function call(method: string, path: string, body?: JsonObject, prefer = 'wait=120'): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: { prefer, 'x-holdfast-actor': 'recorder', 'content-type': 'application/json' },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
  });
  return (await response.json()) as Answer;
}

/** Performs one operation to its end and keeps its history under this name. */
async function record(name: string, method: string, path: string, body?: JsonObject): Promise<Answer> {
  const answer = await call(method, path, body);
  if (typeof answer.operation_id !== 'string') throw new Error(`${name}: ${JSON.stringify(answer)}`);
  recorded.set(name, answer.operation_id);
  console.log(`${name}: ${answer.message ?? answer.code}`);
  return answer;
}

async function create(taskId: string, more: JsonObject = {}): Promise<void> {
  const body = { task_id: taskId, image, command: ['sleep', '86400'], ...more };
  await record(`createVps-${taskId.split('-')[1]}`, 'POST', '/api/vps/create', body);
  recorded.set(`vps-${taskId.split('-')[1]}`, `vps-${taskId}`);
}

const idOf = (answer: Answer): string => answer.snapshot?.id ?? '';

/** Every kind of operation, each as it goes when nothing goes wrong. */
async function recordSuccesses(): Promise<void> {
  const id = `rec-plain-${run}`;
  await create(id, { ports: [22], env: { GREETING: 'hello' }, policy: { max_snapshots: 2 } });
  const first = await record('createSnapshot-running', 'POST', `/api/vps/snapshots/${id}`, { pinned: true });
  await record('pauseVps-running', 'POST', `/api/vps/pause/${id}`);
  await record('resumeVps-paused', 'POST', `/api/vps/resume/${id}`);
  await record('restartVps-running', 'POST', `/api/vps/restart/${id}`);
  await record('stopVps-running', 'POST', `/api/vps/stop/${id}`);
  await record('startVps-stopped', 'POST', `/api/vps/start/${id}`);
  await record('stopVps-without-snapshot', 'POST', `/api/vps/stop/${id}`, { snapshot: false });
  await record('restoreVps-with-safety', 'POST', `/api/vps/snapshots/${id}/${idOf(first)}/restore`);
  await call('PATCH', `/api/vps/${id}`, { auto_snapshot_on_stop: false });
  await call('PATCH', `/api/vps/snapshots/${id}/${idOf(first)}`, { name: 'golden', pinned: false });
  await record('restartVps-from-head', 'POST', `/api/vps/restart/${id}`);
  const last = await record('createSnapshot-rotating', 'POST', `/api/vps/snapshots/${id}`);
  await record('deleteSnapshot-plain', 'DELETE', `/api/vps/snapshots/${id}/${idOf(last)}`);
  await record('deleteSnapshots-plain', 'DELETE', `/api/vps/snapshots/${id}`);
  await record('deleteVps-with-snapshots', 'DELETE', `/api/vps/${id}?snapshots=delete`);
}

async function recordAdoption(): Promise<void> {
  const id = `rec-adopted-${run}`;
  const container = await docker.createContainer({
    Image: image,
    Cmd: ['sleep', '86400'],
    name: id,
    HostConfig: { Init: true },
  });
  await container.start();
  await record('adoptVps-running', 'POST', '/api/vps/adopt', { container: id, task_id: id });
  recorded.set('vps-adopted', `vps-${id}`);
  await call('PATCH', `/api/vps/${id}`, { auto_snapshot_on_stop: false });
  await record('restartVps-same-container', 'POST', `/api/vps/restart/${id}`);
  await record('deleteVps-without-snapshots', 'DELETE', `/api/vps/${id}`);
  await record('adoptVps-unknown', 'POST', '/api/vps/adopt', {
    container: 'no-such-container',
    task_id: `rec-nobody-${run}`,
  });
}

/** What fails, and is undone. */
async function recordFailures(): Promise<void> {
  await create(`rec-ended-${run}`, { command: ['false'], restart_policy: 'no' });
  await create(`rec-imageless-${run}`, { image: 'holdfast-no-such-image' });
  const id = `rec-broken-${run}`;
  await create(id, {
    command: 'test -f /broken && exit 1; exec sleep 86400',
    policy: { auto_snapshot_on_stop: false },
  });
  const container = docker.getContainer(`holdfast-${id}`);
  await runIn(container, 'touch /broken');
  await record('createSnapshot-broken', 'POST', `/api/vps/snapshots/${id}`);
  await runIn(container, 'rm /broken');
  await record('restartVps-swapped-back', 'POST', `/api/vps/restart/${id}`);
  await record('resumeVps-refused', 'POST', `/api/vps/resume/${id}`);
  await container.remove({ force: true });
  await record('restartVps-container-gone', 'POST', `/api/vps/restart/${id}`);
  await call('DELETE', `/api/vps/${id}?snapshots=delete`);
}

/** A VPS that has come near to the limit of layers. The runner must have HOLDFAST_FLATTEN_LAYERS=3. */
async function recordFlattening(): Promise<void> {
  const id = `rec-deep-${run}`;
  await create(id);
  const container = docker.getContainer(`holdfast-${id}`);
  const restart = async (name?: string): Promise<void> => {
    await runIn(container, 'date >> /dates');
    const path = `/api/vps/restart/${id}`;
    await (name === undefined ? call('POST', path) : record(name, 'POST', path));
  };
  await restart();
  await restart('restartVps-flattening');
  await restart();
  await runIn(container, 'date >> /dates');
  await record('stopVps-flattening', 'POST', `/api/vps/stop/${id}`);
  await call('DELETE', `/api/vps/${id}?snapshots=delete`);
}

/** Two adoptions of one container at the same time. */
async function recordClaims(): Promise<void> {
  const id = `rec-claimed-${run}`;
  const { id: container } = await docker.createContainer({
    Image: image,
    Cmd: ['sleep', '86400'],
    name: id,
    HostConfig: { Init: true },
  });
  const adopt = (name: string): Promise<Answer> =>
    record(name, 'POST', '/api/vps/adopt', { container, task_id: `${id}-${name.split('-')[1]}` });
  await Promise.all([adopt('adoptVps-claims'), adopt('adoptVps-contends')]);
  recorded.set('claimContainer-held', claimWorkflowId(container));
}

/** A paused VPS whose engine is killed: Holdfast starts it and pauses it again. HOLDFAST_DATA says where the engine is. */
async function recordRevival(): Promise<void> {
  const id = `rec-frozen-${run}`;
  await create(id);
  await record('pauseVps-frozen', 'POST', `/api/vps/pause/${id}`);
  const pidFile = join(process.env['HOLDFAST_DATA'] ?? '.holdfast', 'run', 'dockerd.pid');
  const { pid } = JSON.parse(readFileSync(pidFile, 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  for (;;) {
    const { operations } = await call('GET', `/api/operations?vps=${id}&kind=start&status=succeeded`);
    const [start] = operations ?? [];
    if (start !== undefined) {
      recorded.set('startVps-paused-again', start.id);
      break;
    }
    await sleep(200);
  }
  await call('DELETE', `/api/vps/${id}`);
}

/** What is cancelled, waiting and at work, and what is cut off from outside. */
async function recordCancellations(client: Client): Promise<void> {
  const id = `rec-slow-${run}`;
  await create(id, { command: 'trap "" TERM; while :; do sleep 1; done', stop_timeout: 4 });
  const begin = async (path: string) => (await call('POST', path, {}, 'respond-async')).operation_id;
  const stop = await begin(`/api/vps/stop/${id}`);
  const queued = await begin(`/api/vps/snapshots/${id}`);
  await untilStep(stop, 'stopContainer');
  await call('DELETE', `/api/operations/${queued}`);
  await call('DELETE', `/api/operations/${stop}`);
  recorded.set('createSnapshot-cancelled-in-queue', queued);
  recorded.set('stopVps-cancelled', stop);
  const restart = await begin(`/api/vps/restart/${id}`);
  await untilStep(restart, 'stopContainer');
  await call('DELETE', `/api/operations/${restart}`);
  recorded.set('restartVps-cancelled', restart);
  // Terminated: it cannot undo anything itself, so that the VPS's entity does it.
  const terminated = await begin(`/api/vps/restart/${id}`);
  await untilStep(terminated, 'stopContainer');
  await client.workflow.getHandle(terminated).terminate('recorded');
  await record('pauseVps-after-termination', 'POST', `/api/vps/pause/${id}`);
  await call('DELETE', `/api/vps/${id}?snapshots=delete`);
}

/** Cancelled while its last step is under way. */
async function recordLateCancellation(): Promise<void> {
  const id = `rec-late-${run}`;
  const command = ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'];
  await call('POST', '/api/vps/create', { task_id: id, image, command, stop_timeout: 4 });
  const path = `/api/vps/stop/${id}`;
  const { operation_id } = await call('POST', path, { snapshot: false }, 'respond-async');
  await untilStep(operation_id, 'stopContainer');
  await call('DELETE', `/api/operations/${operation_id}`);
  recorded.set('stopVps-cancelled-at-the-end', operation_id);
  await call('DELETE', `/api/vps/${id}`);
}

async function untilStep(operationId: string, name: string): Promise<void> {
  for (;;) {
    const { steps = [] } = await call('GET', `/api/operations/${operationId}`);
    if (steps.some((step) => step.name === name && step.status === 'running')) return;
    await sleep(50);
  }
}

async function runIn(container: Docker.Container, command: string): Promise<void> {
  const exec = await container.exec({ Cmd: ['sh', '-c', command], AttachStdout: true });
  const stream = await exec.start({});
  await new Promise((resolve) => stream.on('end', resolve).resume());
}

/** Against a Holdfast that sends traces: Temporal's headers have their contexts then. */
async function recordTracing(): Promise<void> {
  const id = `rec-traced-${run}`;
  await create(id);
  await record('createSnapshot-traced', 'POST', `/api/vps/snapshots/${id}`);
  await record('restartVps-traced', 'POST', `/api/vps/restart/${id}`);
  await record('deleteVps-traced', 'DELETE', `/api/vps/${id}?snapshots=delete`);
}

/** The second form of a snapshot's and a restart's workflow: few steps, of several phases each. */
async function recordFewSteps(): Promise<void> {
  const id = `rec-brisk-${run}`;
  await create(id, {
    command: 'test -f /broken && exit 1; trap "" TERM; while :; do sleep 1; done',
    stop_timeout: 2,
    policy: { max_snapshots: 2 },
  });
  const container = docker.getContainer(`holdfast-${id}`);
  await record('createSnapshot-at-once', 'POST', `/api/vps/snapshots/${id}`);
  await record('restartVps-at-once', 'POST', `/api/vps/restart/${id}`);
  const { operation_id } = await call('POST', `/api/vps/restart/${id}`, {}, 'respond-async');
  await untilStep(operation_id, 'stopContainer');
  await call('DELETE', `/api/operations/${operation_id}`);
  recorded.set('restartVps-at-once-cancelled', operation_id);
  await call('PATCH', `/api/vps/${id}`, { auto_snapshot_on_stop: false });
  await runIn(container, 'touch /broken');
  await record('createSnapshot-at-once-broken', 'POST', `/api/vps/snapshots/${id}`);
  await runIn(container, 'rm /broken');
  await record('restartVps-at-once-swapped-back', 'POST', `/api/vps/restart/${id}`);
  await call('DELETE', `/api/vps/${id}?snapshots=delete`);
}

/** What can be recorded, by the name that the command line gives. */
const RECORDERS: { [name: string]: (client: Client) => Promise<void> } = {
  successes: recordSuccesses,
  adoption: recordAdoption,
  failures: recordFailures,
  cancellations: recordCancellations,
  'late-cancellation': recordLateCancellation,
  flattening: recordFlattening,
  claims: recordClaims,
  revival: recordRevival,
  tracing: recordTracing,
  'few-steps': recordFewSteps,
};

async function main(): Promise<void> {
  const connection = await Connection.connect({
    address: process.env['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233',
  });
  const client = new Client({ connection });
  for (const name of process.argv.slice(2)) await RECORDERS[name]?.(client);
  await storeHistories(client, recorded);
  await connection.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
