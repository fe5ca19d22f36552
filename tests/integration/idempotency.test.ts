import { randomUUID } from 'node:crypto';
import { stack } from '../support/stack';
import { call, callOk, callRefused } from './support/client';
import { containersOf } from './support/docker';
import { useLab } from './support/lab';
import { listOperations, untilEnded } from './support/operations';
import type { PendingAnswer } from './support/shapes';

const lab = useLab();
const withKey = (key: string, prefer?: string) => ({
  'idempotency-key': key,
  ...(prefer !== undefined && { prefer }),
});

describe('Idempotency-Key', () => {
  it('makes one operation of a request that is sent again after it was done', async () => {
    const vps = await lab.create();
    const headers = withKey(randomUUID());
    const send = async () =>
      call('POST', `/api/vps/snapshots/${vps.taskId}`, { headers, body: { name: 'once' } });
    const [first, second] = [await send(), await send()];
    expect(first.status).toBe(201);
    expect(second).toMatchObject({
      status: 201,
      body: { tag: first.body['tag'], operation_id: first.body['operation_id'] },
    });
    expect(await vps.snapshots()).toHaveLength(1);
  });

  it('makes one operation of requests that are sent at the same time', async () => {
    const vps = await lab.create();
    const headers = withKey(randomUUID());
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => call('POST', `/api/vps/snapshots/${vps.taskId}`, { headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ body }) => body['tag'])).size).toBe(1);
    expect(await vps.snapshots()).toHaveLength(1);
    expect(await listOperations(vps.taskId, 2)).toHaveLength(2);
  });

  it('makes one operation of a request that is sent again while it is at work', async () => {
    const vps = await lab.create();
    const path = `/api/vps/restart/${vps.taskId}`;
    const key = randomUUID();
    const first = await callOk<PendingAnswer>(202, 'POST', path, { headers: withKey(key, 'respond-async') });
    const second = await callOk(200, 'POST', path, { headers: withKey(key) });
    expect(second['operation_id']).toBe(first.operation_id);
    expect(await untilEnded(first.operation_id)).toMatchObject({ status: 'succeeded' });
    expect(await listOperations(vps.taskId, 2)).toHaveLength(2);
  });

  it('gives the same failure again', async () => {
    const vps = await lab.create();
    const headers = withKey(randomUUID());
    const refused = async () =>
      callRefused(409, 'invalid_state', 'POST', `/api/vps/resume/${vps.taskId}`, { headers });
    const first = await refused();
    await vps.pause();
    expect((await refused()).detail).toBe(first.detail);
    expect((await vps.get()).status).toBe('paused');
  });

  it('is refused for another request', async () => {
    const vps = await lab.create();
    const headers = withKey(randomUUID());
    const path = `/api/vps/snapshots/${vps.taskId}`;
    await callOk(201, 'POST', path, { headers, body: { name: 'one' } });
    await callRefused(422, 'idempotency_key_reused', 'POST', path, { headers, body: { name: 'two' } });
    expect(await vps.snapshots()).toHaveLength(1);
  });

  it('creates one VPS, also when no task_id was given', async () => {
    const headers = withKey(randomUUID());
    const body = {
      image: stack().image,
      runner: stack().runner,
      command: ['sleep', '86400'],
      env: { SECRET: 'pearl' },
    };
    const send = async () => call<{ task_id: string }>('POST', '/api/vps/create', { headers, body });
    const answers = await Promise.all([send(), send(), send()]);
    const taskIds = [...new Set(answers.map((answer) => answer.body.task_id))];
    for (const taskId of taskIds) if (taskId !== undefined) lab.owns({ taskId });
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(taskIds).toHaveLength(1);
    expect(await containersOf(taskIds[0] ?? '')).toHaveLength(1);
    expect(await send()).toMatchObject({ status: 201, body: { task_id: taskIds[0] } });
    await callRefused(422, 'idempotency_key_reused', 'POST', '/api/vps/create', {
      headers,
      body: { ...body, env: { SECRET: 'another' } },
    });
  });

  it('may be the same for different VPSs', async () => {
    const [one, two] = [await lab.create(), await lab.create()];
    const headers = withKey(randomUUID());
    await callOk(201, 'POST', `/api/vps/snapshots/${one.taskId}`, { headers });
    await callOk(201, 'POST', `/api/vps/snapshots/${two.taskId}`, { headers });
    expect([await one.snapshots(), await two.snapshots()].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('is refused when it is no key', async () => {
    const vps = await lab.create({ start: false });
    await callRefused(400, 'invalid_request', 'POST', `/api/vps/snapshots/${vps.taskId}`, {
      headers: withKey('x'.repeat(300)),
    });
    expect(await vps.snapshots()).toEqual([]);
  });
});
