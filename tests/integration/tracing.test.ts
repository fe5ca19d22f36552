import { randomBytes } from 'node:crypto';
import { loadSettings } from '../../src/platform/settings';
import { ensureTemporal } from '../../src/platform/temporal-setup';
import { stack } from '../support/stack';
import { callOk, type CallOptions } from './support/client';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import { OtlpReceiver, type ReceivedSpan } from './support/otlp-receiver';
import { SecondRunner } from './support/second-runner';
import { SecondServer } from './support/second-server';

const TOKEN = randomBytes(16).toString('hex');
const ENVIRONMENT_VALUE = randomBytes(16).toString('hex');
const MESSAGE = `a message ${randomBytes(8).toString('hex')}`;
const QUERY = randomBytes(8).toString('hex');

/** All that is traced is in a namespace of its own: its workflows go to the worker that is traced. */
const namespace = `traced-${randomBytes(4).toString('hex')}`;
const lab = useLab();
const receiver = new OtlpReceiver();
let server: SecondServer;
let worker: SecondRunner;
let taskId: string;

const traced = (more: CallOptions = {}): CallOptions => ({
  api: server.url,
  ...more,
  headers: { authorization: `Bearer ${TOKEN}`, ...more.headers },
});

beforeAll(async () => {
  await receiver.start();
  await ensureTemporal(
    loadSettings({ TEMPORAL_ADDRESS: stack().temporalAddress }),
    { patienceMs: 10_000, env: { TEMPORAL_NAMESPACE: namespace } },
    () => undefined,
  );
  const settings = { TEMPORAL_NAMESPACE: namespace, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
  server = new SecondServer({ ...settings, HOLDFAST_TOKEN: `alice:admin:${TOKEN}` });
  worker = new SecondRunner({ ...settings, HOLDFAST_ROLES: 'host,runner' }, traced);
  await server.start();
  await worker.start();
  taskId = lab.newTaskId('traced');
});

afterAll(async () => {
  await worker.end();
  await server.end();
  await receiver.end();
});

const newTrace = () => ({ traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') });

/** Makes a call as part of a trace that the caller has begun. */
async function callInTrace(
  status: number,
  method: 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<{ traceId: string; callerId: string; operationId: string }> {
  const { traceId, spanId } = newTrace();
  const headers = { traceparent: `00-${traceId}-${spanId}-01` };
  const { operation_id: operationId } = await callOk<{ operation_id: string }>(
    status,
    method,
    path,
    traced({ headers, ...(body !== undefined && { body }) }),
  );
  return { traceId, callerId: spanId, operationId };
}

/** A worker is ended and started twice. */
const SWITCHING_MS = 180_000;

const namesOf = (spans: ReceivedSpan[]): string[] => spans.map(({ name }) => name);

describe('a request that is traced', () => {
  it('for a new VPS is one trace through API, workflow and steps', async () => {
    const { traceId, callerId, operationId } = await callInTrace(201, 'POST', '/api/vps/create', {
      task_id: taskId,
      image: stack().image,
      runner: worker.name,
      command: ['sleep', '86400'],
      env: { PASSWORD: ENVIRONMENT_VALUE },
    });
    const request = await receiver.span({ traceId, name: 'POST /api/vps/create' });
    expect(request.parentId).toBe(callerId);
    const start = await receiver.span({ traceId, name: 'StartWorkflow:vps', parentId: request.spanId });
    const run = await receiver.span({ traceId, name: 'RunWorkflow:createVps', parentId: start.spanId });
    expect(run.attributes).toMatchObject({ 'holdfast.operation_id': operationId });
    await receiver.span({ traceId, name: 'RunActivity:createContainer', parentId: run.spanId });
  });

  it('for a snapshot is one trace, whose parents are as the work was handed on', async () => {
    const path = `/api/vps/snapshots/${taskId}`;
    const { traceId, callerId, operationId } = await callInTrace(201, 'POST', `${path}?unknown=${QUERY}`, {
      message: MESSAGE,
    });
    const request = await receiver.span({ traceId, name: 'POST /api/vps/snapshots/:task_id' });
    expect(request).toMatchObject({ parentId: callerId, kind: 2, service: 'holdfast-api', failed: false });
    expect(request.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/api/vps/snapshots/:task_id',
      'http.response.status_code': 201,
      'holdfast.operation_id': operationId,
      'holdfast.task_id': taskId,
    });
    const update = await receiver.span({ traceId, name: 'StartWorkflowUpdate:submitOperation' });
    expect(update).toMatchObject({ parentId: request.spanId, kind: 3, service: 'holdfast-api' });

    const run = await receiver.span({ traceId, name: 'RunWorkflow:createSnapshot' });
    expect(run).toMatchObject({ parentId: update.spanId, service: 'holdfast-worker', failed: false });
    expect(run.attributes).toMatchObject({
      temporalWorkflowId: operationId,
      'holdfast.operation_id': operationId,
      'holdfast.task_id': taskId,
    });
    expect(namesOf(receiver.childrenOf(update)).sort()).toEqual([
      'RunWorkflow:createSnapshot',
      'WaitInQueue:createSnapshot',
    ]);
    const commit = await eventually('the span of the commit', () =>
      receiver.childrenOf(run).find(({ name }) => /^RunActivity:.*commit/i.test(name)),
    );
    expect(commit.attributes).toMatchObject({
      temporalWorkflowId: operationId,
      'holdfast.attempt': 1,
      'holdfast.task_queue': `runner-${worker.name}`,
    });
    for (const { start, end } of [request, update, run, commit]) expect(end).toBeGreaterThanOrEqual(start);
    expect(commit.start).toBeGreaterThanOrEqual(run.start);
    expect(receiver.paths).toEqual(new Set(['POST /v1/traces application/x-protobuf']));
  });

  it('and fails, shows with which code, at each place', async () => {
    const missing = lab.newTaskId();
    const { traceId, spanId } = newTrace();
    await callOk(
      422,
      'POST',
      '/api/vps/create',
      traced({
        headers: { traceparent: `00-${traceId}-${spanId}-01` },
        body: { task_id: missing, image: 'holdfast.invalid/nothing:1', runner: worker.name },
      }),
    );
    const step = await receiver.span({ traceId, name: 'RunActivity:pullImage' });
    const run = await receiver.span({ traceId, name: 'RunWorkflow:createVps' });
    for (const span of [step, run]) {
      expect(span).toMatchObject({ failed: true, statusText: '' });
      expect(span.attributes).toMatchObject({ 'error.type': 'image_not_found' });
    }
    const request = await receiver.span({ traceId, name: 'POST /api/vps/create' });
    expect(request.attributes).toMatchObject({ 'http.response.status_code': 422 });
    expect(request.failed).toBe(false);
  });

  it('by a caller that wants no record of it leaves none', async () => {
    const quiet = newTrace();
    await callOk(
      200,
      'POST',
      `/api/vps/pause/${taskId}`,
      traced({ headers: { traceparent: `00-${quiet.traceId}-${quiet.spanId}-00` } }),
    );
    const { traceId } = await callInTrace(200, 'POST', `/api/vps/resume/${taskId}`);
    await receiver.span({ traceId, name: 'RunWorkflow:resumeVps' });
    await receiver.span({ traceId, name: 'POST /api/vps/resume/:task_id' });
    expect(receiver.spans.filter((span) => span.traceId === quiet.traceId)).toEqual([]);
  });
});

describe('a VPS whose operations were traced', () => {
  it(
    'goes on when its worker is not traced any more, and when it is again',
    async () => {
      await worker.end();
      await worker.start({ OTEL_EXPORTER_OTLP_ENDPOINT: '' });
      const untold = await callInTrace(201, 'POST', `/api/vps/snapshots/${taskId}`);
      await worker.end();
      await worker.start();
      const told = await callInTrace(201, 'POST', `/api/vps/snapshots/${taskId}`);
      await receiver.span({ traceId: told.traceId, name: 'RunWorkflow:createSnapshot' });
      await receiver.span({ traceId: untold.traceId, name: 'POST /api/vps/snapshots/:task_id' });
      expect(namesOf(receiver.spans.filter(({ traceId }) => traceId === untold.traceId)).sort()).toEqual([
        'POST /api/vps/snapshots/:task_id',
        'StartWorkflowUpdate:submitOperation',
      ]);
      // Replayed from its beginning twice, it has told nothing twice.
      const ids = receiver.spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`);
      expect(new Set(ids).size).toBe(ids.length);
    },
    SWITCHING_MS,
  );
});

describe('the traces', () => {
  it('are sent to the last span when the processes end', async () => {
    const { traceId } = await callInTrace(200, 'DELETE', `/api/vps/${taskId}?snapshots=delete`);
    await server.end();
    await worker.end();
    const names = namesOf(receiver.spans.filter((span) => span.traceId === traceId));
    expect(names).toEqual(
      expect.arrayContaining(['DELETE /api/vps/:task_id', 'RunWorkflow:deleteVps', 'RunActivity:survey']),
    );
  });

  it('have no secret and nothing that somebody wrote in them', () => {
    expect(receiver.spans.length).toBeGreaterThan(30);
    for (const secret of [TOKEN, ENVIRONMENT_VALUE, MESSAGE, QUERY, 'sleep', 'alice']) {
      const found = receiver.raw.filter((body) => body.includes(secret));
      expect({ secret, found: found.length }).toEqual({ secret, found: 0 });
    }
    // What they do have shows that the search would find it.
    expect(receiver.raw.some((body) => body.includes(taskId))).toBe(true);
  });
});
