import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIObject } from 'openapi3-ts/oas31';
import { ERROR_CODES } from '../../src/domain/errors';
import { stack } from '../support/stack';
import { DocumentedApi, type SeenEvent } from './support/documented';
import { useLab } from './support/lab';
import { untilEnded } from './support/operations';

const written = readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8');
const api = new DocumentedApi(JSON.parse(written) as OpenAPIObject);
const lab = useLab();
const async = { headers: { prefer: 'respond-async' } };

/** The tests below follow one VPS through its life, in order. */
const taskId = lab.newTaskId('documented');
const path = { task_id: taskId };
const nobody = { path: { task_id: 't-nobody' } };
const wrong = { path, body: { nonsense: 1 } };

async function readUntil(type: string, stream: AsyncIterable<SeenEvent>): Promise<SeenEvent[]> {
  const events: SeenEvent[] = [];
  for await (const event of stream) {
    events.push(event);
    if (event.type === type) break;
  }
  return events;
}

describe('every documented call answers as the document says', () => {
  it('the service and its documentation', async () => {
    await api.call('isLive', 200);
    await api.call('isReady', 200);
    expect(await api.call('getMetrics', 200)).toContain('holdfast_');
    await api.call('getSession', 200);
    await api.call('signIn', 200, { body: { token: 'not needed here' } });
    await api.call('signIn', 400, { body: {} });
    await api.call('signOut', 200);
    expect(await api.call('getOpenApi', 200)).toEqual(JSON.parse(written));
    expect(await api.call('readDocs', 200)).toContain('<script src="/docs/assets/swagger-ui-bundle.js">');
    for (const file of ['docs.css', 'start.js', 'swagger-ui.css', 'swagger-ui-bundle.js']) {
      expect(await api.call<string>('getDocsAsset', 200, { path: { file } })).not.toBe('');
    }
    await api.call('getDocsAsset', 404, { path: { file: '../package.json' } });
    expect(await api.call('listErrors', 200)).toContain('href="/docs/errors/vps_busy"');
    for (const code of ERROR_CODES) {
      expect(await api.call('readError', 200, { path: { code } })).toContain(`<code>${code}</code>`);
    }
    await api.call('readError', 404, { path: { code: 'nonsense' } });
  });

  it('a VPS is created, adopted, looked at and changed', async () => {
    await api.call('createVps', 201, {
      body: {
        task_id: taskId,
        image: stack().image,
        runner: stack().runner,
        command: ['sleep', '86400'],
        env: { A: 'b' },
        hostname: 'documented',
        cpus: 0.5,
        memory_bytes: 64 * 1024 * 1024,
        ports: [22, { container_port: 53, protocol: 'udp' }],
        mounts: [{ type: 'tmpfs', target: '/scratch', size_bytes: 65_536 }],
        capabilities: { add: ['NET_ADMIN'], drop: ['CHOWN'] },
        healthcheck: { test: 'true', interval: 5, retries: 2 },
        stop_timeout: 1,
        labels: { owner: 'ada' },
        policy: { max_snapshots: 4 },
      },
    });
    await api.call('createVps', 409, { body: { task_id: taskId, image: stack().image } });
    await api.call('createVps', 400, { body: { image: 7, nonsense: true } });
    await api.call('createVps', 422, { body: { vps_backend: 'qemu' } });

    const adopted = lab.newTaskId('adopted');
    const container = lab.newName('raw');
    await lab.container({ name: container });
    const { runner } = stack();
    await api.call('adoptContainer', 201, { body: { container, runner, task_id: adopted } });
    await api.call('adoptContainer', 409, { body: { container, runner } });
    await api.call('adoptContainer', 404, { body: { container: 'hft-no-such-container', runner } });
    await api.call('getLatestSnapshot', 404, { path: { task_id: adopted } });
    await api.call('deleteVps', 202, { path: { task_id: adopted }, ...async });

    await api.call('listVps', 200);
    await api.call('listVps', 200, { query: `?limit=1&runner=${runner}` });
    await api.call('listVps', 400, { query: '?limit=0' });
    await api.call('getVps', 200, { path });
    await api.call('getVps', 404, nobody);
    await api.call('patchVps', 200, { path, body: { max_snapshots: 3 } });
    await api.call('patchVps', 400, wrong);
    await api.call('patchVps', 404, { ...nobody, body: { max_snapshots: 3 } });
  });

  it('snapshots are taken, looked at, changed, and restored', async () => {
    await api.call('takeSnapshot', 201, {
      path,
      query: '?message=first',
      body: { name: 'one', pinned: true },
    });
    const { operation_id } = await api.call<{ operation_id: string }>('takeSnapshot', 202, {
      path,
      ...async,
    });
    await untilEnded(operation_id);
    await api.call('takeSnapshot', 400, wrong);
    await api.call('takeSnapshot', 404, nobody);
    await api.call('listSnapshots', 200, { path });
    await api.call('listSnapshots', 404, nobody);
    const { id: snapshot_id } = await api.call<{ id: string }>('getLatestSnapshot', 200, { path });
    const one = { path: { ...path, snapshot_id } };
    const none = { path: { ...path, snapshot_id: '20201125t071200123-k3f9a1' } };
    await api.call('patchSnapshot', 200, { ...one, body: { name: 'two', message: null } });
    await api.call('patchSnapshot', 404, { ...none, body: { pinned: true } });
    await api.call('restoreSnapshot', 200, one);
    await api.call('restoreSnapshot', 404, none);
    await api.call('deleteSnapshot', 409, one);
    await api.call('deleteSnapshot', 404, none);
  });

  it('the VPS is stopped, started, paused, resumed and restarted', async () => {
    await api.call('stopVps', 200, { path, body: { message: 'for the night' } });
    await api.call('stopVps', 400, wrong);
    await api.call('startVps', 200, { path });
    await api.call('startVps', 409, { path });
    await api.call('startVps', 404, nobody);
    await api.call('pauseVps', 200, { path });
    await api.call('pauseVps', 400, wrong);
    await api.call('resumeVps', 200, { path });
    await api.call('resumeVps', 409, { path });
    await api.call('restartVps', 200, { path });
    await api.call('restartVps', 404, { path, body: { snapshot_id: '20201125t071200123-k3f9a1' } });
    await api.call('stopVps', 200, { path, body: { snapshot: false } });
    await api.call('startVps', 200, { path });
  });

  it('operations are listed, watched and cancelled', async () => {
    await api.call('listOperations', 200, { query: `?vps=${taskId}` });
    await api.call('listOperations', 200, { query: '?limit=200' });
    await api.call('listOperations', 400, { query: '?kind=nonsense' });

    const { operation_id } = await api.call<{ operation_id: string }>('restartVps', 202, { path, ...async });
    const running = { path: { operation_id } };
    await api.call('getOperation', 200, running);
    await api.call('cancelOperation', 200, running);
    await api.call('cancelOperation', 409, running);
    await api.call('getOperation', 200, running);
    await api.call('getOperation', 404, { path: { operation_id: `stop:${taskId}:abcdefgh1234` } });
    await api.call('getOperation', 400, { path: { operation_id: 'nonsense' } });

    const fleet = api.stream('watchFleet');
    expect((await fleet.next()).value?.type).toBe('hello');
    const next = await api.call<{ operation_id: string }>('restartVps', 202, { path, ...async });
    const watched = { path: { operation_id: next.operation_id } };
    const events = await readUntil('end', api.stream('watchOperation', watched));
    expect(events.length).toBeGreaterThan(2);
    const seen = { headers: { 'last-event-id': events.at(-1)?.id ?? '' } };
    await api.call('watchOperation', 204, { ...watched, ...seen });
    // Both come, in either order: the VPS may still be told of that which was cancelled above.
    const told = new Set<string>();
    for await (const { type } of fleet) {
      told.add(type);
      if (told.has('operation') && told.has('vps')) break;
    }
    expect([...told]).toEqual(expect.arrayContaining(['operation', 'vps']));
  });

  it('runners are listed and rebuilt', async () => {
    const name = stack().runner;
    await api.call('listRunners', 200);
    await api.call('rebuildRunner', 200, { path: { name } });
    await api.call('rebuildRunner', 422, { path: { name: 'nobody' } });
  });

  it('what was made is deleted', async () => {
    await api.call('deleteVps', 409, { path });
    const { id: snapshot_id } = await api.call<{ id: string }>('getLatestSnapshot', 200, { path });
    await api.call('takeSnapshot', 201, { path });
    await api.call('deleteSnapshots', 200, { path });
    await api.call('takeSnapshot', 201, { path });
    await api.call('takeSnapshot', 201, { path });
    const { snapshots } = await api.call<{ snapshots: { id: string; in_use: boolean; pinned: boolean }[] }>(
      'listSnapshots',
      200,
      { path },
    );
    const free = snapshots.find(({ id, in_use, pinned }) => id !== snapshot_id && !in_use && !pinned);
    await api.call('deleteSnapshot', 200, { path: { ...path, snapshot_id: free?.id ?? '' } });
    await api.call('deleteVps', 200, { path, query: '?snapshots=delete' });
  });

  it('and none was left out', () => {
    const succeeded = [...api.seen].filter((seen) => / 20\d$/.test(seen)).map((seen) => seen.split(' ')[0]);
    expect(api.operationIds.filter((id) => !succeeded.includes(id))).toEqual([]);
  });
});
