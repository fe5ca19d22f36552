import { call, callOk, callRefused } from './support/client';
import { containersOf, readFileOfImage } from './support/docker';
import { useLab } from './support/lab';
import { listOperations, readOperation, submit, untilEnded, untilStep } from './support/operations';
import type { OperationListAnswer, PendingAnswer } from './support/shapes';
import { useTemporal } from './support/temporal';
import { TestVps } from './support/test-vps';
import { stack } from '../support/stack';

const lab = useLab();
const temporal = useTemporal();

describe('the audit', () => {
  it('lists every operation with its kind, its end and who asked, the last first', async () => {
    const task_id = lab.newTaskId();
    const as = (actor: string) => ({ headers: { 'x-holdfast-actor': actor } });
    await callOk(201, 'POST', '/api/vps/create', {
      body: { task_id, image: stack().image, runner: stack().runner, command: ['sleep', '86400'] },
      ...as('ada'),
    });
    await callOk(201, 'POST', `/api/vps/snapshots/${task_id}`, as('grace'));
    await callRefused(409, 'invalid_state', 'POST', `/api/vps/start/${task_id}`, as('grace'));
    await callOk(200, 'POST', `/api/vps/pause/${task_id}`);
    const operations = await listOperations(task_id, 4);
    expect(operations).toMatchObject([
      { kind: 'pause', task_id, status: 'succeeded', actor: '127.0.0.1' },
      { kind: 'start', task_id, status: 'failed', actor: 'grace' },
      { kind: 'snapshot', task_id, status: 'succeeded', actor: 'grace' },
      { kind: 'create', task_id, status: 'succeeded', actor: 'ada' },
    ]);
    for (const { requested_at, started_at, ended_at, duration_ms, temporal_url } of operations) {
      expect(Date.parse(requested_at)).toBeLessThanOrEqual(Date.parse(ended_at ?? ''));
      expect(Date.parse(ended_at ?? '') - Date.parse(started_at ?? '')).toBe(duration_ms);
      expect(temporal_url).toMatch(/^http:\/\/.*\/namespaces\/.*\/workflows\//);
    }
    expect((await new TestVps(task_id).get()).created_by).toBe('ada');
  });

  it('can be filtered by kind and by status', async () => {
    const vps = await lab.create();
    await vps.snapshot();
    await callRefused(409, 'invalid_state', 'POST', `/api/vps/resume/${vps.taskId}`);
    await listOperations(vps.taskId, 3);
    const list = async (filter: string) =>
      (
        await callOk<OperationListAnswer>(200, 'GET', `/api/operations?vps=${vps.taskId}&${filter}`)
      ).operations.map(({ kind }) => kind);
    expect(await list('kind=snapshot')).toEqual(['snapshot']);
    expect(await list('status=failed')).toEqual(['resume']);
    expect(await list('status=succeeded')).toEqual(['snapshot', 'create']);
    expect(await list('status=queued')).toEqual([]);
    await callRefused(400, 'invalid_request', 'GET', '/api/operations?kind=nonsense');
  });

  it('comes in pages', async () => {
    const vps = await lab.create();
    for (let i = 0; i < 4; i++) await vps.snapshot();
    const all = (await listOperations(vps.taskId, 5)).map(({ id }) => id);
    const paged: string[] = [];
    let next: string | undefined;
    let pages = 0;
    do {
      const query = `vps=${vps.taskId}&limit=2${next === undefined ? '' : `&next=${next}`}`;
      const page = await callOk<OperationListAnswer>(200, 'GET', `/api/operations?${query}`);
      expect(page.count).toBe(page.operations.length);
      expect(page.count).toBeLessThanOrEqual(2);
      paged.push(...page.operations.map(({ id }) => id));
      next = page.next;
      pages += 1;
    } while (next !== undefined && pages < 10);
    expect(paged).toEqual(all);
  });

  it('shows an operation with its steps, their attempts and their times', async () => {
    const vps = await lab.create();
    const { snapshot_id } = await vps.restart();
    const [restart] = await listOperations(vps.taskId, 2);
    const operation = await readOperation(restart?.id ?? '');
    expect(operation).toMatchObject({
      kind: 'restart',
      task_id: vps.taskId,
      status: 'succeeded',
      error: null,
      waiting_for: null,
      result: { task_id: vps.taskId, snapshot_id },
    });
    expect(operation.steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'survey',
        'prepareReplacement',
        'stopContainer',
        'commitSnapshot',
        'swapIn',
        'verifyContainer',
        'removeContainer',
      ]),
    );
    for (const step of operation.steps) {
      expect(step).toMatchObject({
        status: 'succeeded',
        attempts: 1,
        summary: expect.any(String) as unknown,
      });
      expect(Date.parse(step.started_at ?? '')).toBeLessThanOrEqual(Date.parse(step.ended_at ?? ''));
    }
    expect(operation.temporal_url).toContain(encodeURIComponent(operation.id));
  });

  it('shows why one failed', async () => {
    const vps = await lab.create();
    const { detail } = await callRefused(409, 'invalid_state', 'POST', `/api/vps/resume/${vps.taskId}`);
    const [resume] = await listOperations(vps.taskId, 2);
    expect(await readOperation(resume?.id ?? '')).toMatchObject({
      status: 'failed',
      result: null,
      error: { code: 'invalid_state', detail },
    });
  });

  it('answers 404 for an operation that never was', async () => {
    const vps = await lab.create({ start: false });
    const id = `restart:${vps.taskId}:abcdefgh12`;
    await callRefused(404, 'operation_not_found', 'GET', `/api/operations/${id}`);
    await callRefused(404, 'operation_not_found', 'DELETE', `/api/operations/${id}`);
    await callRefused(404, 'operation_not_found', 'GET', '/api/operations/restart:t-no-such-vps:abcdefgh12');
  });

  it('refuses a name of who asked that is none', async () => {
    const vps = await lab.create({ start: false });
    await callRefused(400, 'invalid_request', 'POST', `/api/vps/start/${vps.taskId}`, {
      headers: { 'x-holdfast-actor': 'x'.repeat(200) },
    });
    expect((await vps.get()).status).toBe('stopped');
  });

  it('outlives the VPS', async () => {
    const vps = await lab.create();
    await lab.deleteVps(vps);
    const operations = await listOperations(vps.taskId, 2);
    expect(operations.map(({ kind }) => kind)).toEqual(['delete', 'create']);
    expect((await readOperation(operations[0]?.id ?? '')).status).toBe('succeeded');
  });
});

describe('waiting for an operation', () => {
  it('is not necessary: respond-async answers 202 at once, and the Location tells how it goes', async () => {
    const vps = await lab.create();
    const answer = await call<PendingAnswer>('POST', `/api/vps/restart/${vps.taskId}`, {
      headers: { prefer: 'respond-async' },
    });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('preference-applied')).toBe('respond-async');
    const location = answer.headers.get('location') ?? '';
    expect(location).toBe(`/api/operations/${answer.body.operation_id}`);
    expect(answer.body).toMatchObject({ task_id: vps.taskId });
    expect(await untilEnded(answer.body.operation_id)).toMatchObject({ status: 'succeeded' });
    expect(await callOk(200, 'GET', location)).toMatchObject({ status: 'succeeded' });
    expect((await vps.get()).status).toBe('running');
  });

  it('can be as short as wait=0', async () => {
    const vps = await lab.create();
    const answer = await call<PendingAnswer>('POST', `/api/vps/snapshots/${vps.taskId}`, {
      headers: { prefer: 'wait=0' },
    });
    expect(answer.status).toBe(202);
    await untilEnded(answer.body.operation_id);
    expect(await vps.snapshots()).toHaveLength(1);
  });

  it('ends after wait=N seconds, and the operation goes on', async () => {
    const vps = await lab.createDeaf({ stop_timeout: 3 });
    const began = Date.now();
    const answer = await call<PendingAnswer>('POST', `/api/vps/stop/${vps.taskId}`, {
      headers: { prefer: 'wait=1' },
    });
    expect(answer.status).toBe(202);
    expect(Date.now() - began).toBeLessThan(2900);
    expect(await untilEnded(answer.body.operation_id)).toMatchObject({ status: 'succeeded' });
    expect((await vps.get()).status).toBe('stopped');
  });
});

describe('cancelling an operation', () => {
  /** Ignores the stop signal, so that a stop takes its whole grace period. */
  const createSlow = async () => lab.createDeaf({ stop_timeout: 5, restart_policy: 'unless-stopped' });

  it('that waits takes it out of the queue: it shows as cancelled and has done nothing', async () => {
    const vps = await createSlow();
    const stop = await submit(`/api/vps/stop/${vps.taskId}`, { body: { snapshot: false } });
    const snapshot = await submit(`/api/vps/snapshots/${vps.taskId}`);
    expect(await readOperation(snapshot)).toMatchObject({ status: 'queued', steps: [] });
    expect((await readOperation(snapshot)).waiting_for).toContain(stop);
    const answer = await callOk(200, 'DELETE', `/api/operations/${snapshot}`);
    expect(answer).toMatchObject({
      message: 'Operation cancelled',
      operation: { status: 'cancelled', steps: [] },
    });
    expect(await untilEnded(stop)).toMatchObject({ status: 'succeeded' });
    expect(await vps.snapshots()).toEqual([]);
    const listed = await listOperations(vps.taskId, 3);
    expect(listed.find(({ id }) => id === snapshot)).toMatchObject({ status: 'cancelled', kind: 'snapshot' });
  });

  it('that stops the VPS leaves it as it was', async () => {
    const vps = await createSlow();
    const before = await vps.inspect();
    const stop = await submit(`/api/vps/stop/${vps.taskId}`);
    await untilStep(stop, 'stopContainer');
    await callOk(200, 'DELETE', `/api/operations/${stop}`);
    expect(await readOperation(stop)).toMatchObject({ status: 'cancelled' });
    expect((await vps.get()).status).toBe('running');
    const after = await vps.inspect();
    expect(after).toMatchObject({ Id: before.Id, State: { Running: true } });
    expect(after.HostConfig).toEqual(before.HostConfig);
    expect(await vps.snapshots()).toEqual([]);
  });

  it('whose last step is under way is not too late: a stop without a snapshot leaves the VPS running', async () => {
    const vps = await createSlow();
    const before = await vps.inspect();
    const stop = await submit(`/api/vps/stop/${vps.taskId}`, { body: { snapshot: false } });
    await untilStep(stop, 'stopContainer');
    expect(await callOk(200, 'DELETE', `/api/operations/${stop}`)).toMatchObject({
      message: 'Operation cancelled',
      operation: { status: 'cancelled' },
    });
    const after = await vps.inspect();
    expect(after).toMatchObject({ Id: before.Id, State: { Running: true } });
    expect(after.HostConfig).toEqual(before.HostConfig);
    expect((await vps.get()).status).toBe('running');
  });

  it('that restarts the VPS leaves it as it was, with nothing of the replacement', async () => {
    const vps = await createSlow();
    await vps.snapshot();
    await vps.patch({ auto_snapshot_on_stop: false });
    const before = await vps.inspect();
    const restart = await submit(`/api/vps/restart/${vps.taskId}`);
    await untilStep(restart, 'stopContainer');
    await callOk(200, 'DELETE', `/api/operations/${restart}`);
    expect(await readOperation(restart)).toMatchObject({ status: 'cancelled' });
    const after = await vps.inspect();
    expect(after).toMatchObject({ Id: before.Id, State: { Running: true } });
    expect(after.HostConfig).toEqual(before.HostConfig);
    expect((await vps.get()).status).toBe('running');
  });

  it('that creates a VPS leaves nothing of it', async () => {
    const task_id = lab.newTaskId();
    const create = await submit('/api/vps/create', {
      body: {
        task_id,
        image: stack().image,
        runner: stack().runner,
        command: ['sleep', '86400'],
        healthcheck: { test: 'false', interval: 1, retries: 100 },
      },
    });
    await untilStep(create, 'verifyContainer');
    await callOk(200, 'DELETE', `/api/operations/${create}`);
    expect(await readOperation(create)).toMatchObject({ status: 'cancelled' });
    await callRefused(404, 'vps_not_found', 'GET', `/api/vps/${task_id}`);
  });

  it('that has ended is refused', async () => {
    const vps = await lab.create();
    const [create] = await listOperations(vps.taskId, 1);
    await callRefused(409, 'operation_ended', 'DELETE', `/api/operations/${create?.id}`);
  });
});

describe('an operation that is terminated in Temporal, past Holdfast', () => {
  it('is undone all the same: the VPS is as it was, and goes on to its next operation', async () => {
    const vps = await lab.createDeaf({ stop_timeout: 3, restart_policy: 'unless-stopped' });
    await vps.write('/root/note', 'precious');
    const before = await vps.inspect();
    const restart = await submit(`/api/vps/restart/${vps.taskId}`);
    await untilStep(restart, 'stopContainer');
    await temporal().workflow.getHandle(restart).terminate('by a test');
    const { tag } = await vps.snapshot();
    expect(await readOperation(restart)).toMatchObject({ status: 'failed' });
    const after = await vps.inspect();
    expect(after).toMatchObject({ Id: before.Id, State: { Running: true } });
    // The stop that was under way has come to its end first: what ran before it would not run for long.
    expect(Date.parse(after.State.StartedAt)).toBeGreaterThan(Date.parse(before.State.StartedAt));
    expect(after.HostConfig).toEqual(before.HostConfig);
    expect(await containersOf(vps.taskId)).toEqual([`holdfast-${vps.taskId}`]);
    expect(await readFileOfImage(tag, '/root/note')).toBe('precious');
  });
});
