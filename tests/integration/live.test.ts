import { once } from 'node:events';
import { connect } from 'node:net';
import { stack } from '../support/stack';
import { call, callOk, callRefused } from './support/client';
import { CuttableProxy } from './support/cuttable-proxy';
import { EventClient, type EventOptions, type SeenEvent } from './support/event-client';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import { readOperation, submit, untilEnded } from './support/operations';
import { SecondServer } from './support/second-server';
import type { OperationAnswer } from './support/shapes';

const lab = useLab();
const clients: EventClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

async function listen(path: string, options: EventOptions = {}): Promise<EventClient> {
  const client = await EventClient.open(path, options);
  clients.push(client);
  return client;
}

async function listenToFleet(options: EventOptions = {}): Promise<EventClient> {
  const client = await listen('/api/events', options);
  await client.until('hello', ({ type }) => type === 'hello');
  return client;
}

const about =
  (type: string, taskId: string, wanted: object = {}) =>
  (event: SeenEvent): boolean =>
    event.type === type &&
    event.data['task_id'] === taskId &&
    Object.entries(wanted).every(([key, value]) => event.data[key] === value);

interface Progress {
  done_steps: number;
  total_steps: number | null;
  step: string | null;
  step_summary: string | null;
}

function progressOf({ data }: SeenEvent): Progress | null {
  return data['progress'] as unknown as Progress | null;
}

describe('the events of one operation', () => {
  it('are its view at each change, then the end of the stream', async () => {
    // A step that takes longer than it is from one look to the next.
    const vps = await lab.create({
      command: `trap 'sleep 1; exit 0' TERM; while :; do usleep 50000; done`,
      stop_timeout: 5,
    });
    const restart = await submit(`/api/vps/restart/${vps.taskId}`);
    const client = await listen(`/api/operations/${restart}/events`);
    expect(client.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(client.response.headers.get('x-accel-buffering')).toBe('no');
    await client.ended;
    const views = client.of('operation');
    expect(client.events.map(({ type }) => type)).toEqual([...views.map(() => 'operation'), 'end']);
    expect(views.length).toBeGreaterThan(3);
    expect(views.at(-1)?.data).toEqual(await readOperation(restart));
    expect(views.at(-1)?.data).toMatchObject({ status: 'succeeded', progress: null });

    const progress = views.flatMap((view) => progressOf(view) ?? []);
    const done = progress.map(({ done_steps }) => done_steps);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(Math.max(...done)).toBeGreaterThan(2);
    const { steps } = await readOperation(restart);
    expect(new Set(progress.map(({ total_steps }) => total_steps))).toEqual(new Set([steps.length]));
    expect(progress.flatMap(({ step }) => step ?? [])).toContain('stopContainer');
  });

  it('come at once also for one that has ended, and a client that saw them all is sent home', async () => {
    const vps = await lab.create();
    const pause = await submit(`/api/vps/pause/${vps.taskId}`);
    await untilEnded(pause);
    const path = `/api/operations/${pause}/events`;
    const client = await listen(path);
    await client.ended;
    expect(client.events.map(({ type }) => type)).toEqual(['operation', 'end']);
    const [view] = client.events;
    const again = await listen(path, { lastEventId: view?.id ?? '' });
    await again.ended;
    expect(again.events.map(({ type }) => type)).toEqual(['end']);
    expect((await listen(path, { lastEventId: client.lastId })).response.status).toBe(204);
  });

  it('are resumed without loss and without repetition', async () => {
    const vps = await lab.createDeaf({ stop_timeout: 4 });
    const stop = await submit(`/api/vps/stop/${vps.taskId}`);
    const path = `/api/operations/${stop}/events`;
    const first = await listen(path);
    const atStop = await first.until('stopping', (event) => progressOf(event)?.step === 'stopContainer');
    await first.close();
    const second = await listen(path, { lastEventId: atStop.id ?? '' });
    await second.ended;
    const said = second.of('operation').map(({ data }) => JSON.stringify(data));
    expect(said).not.toContain(JSON.stringify(atStop.data));
    expect(second.of('operation').at(-1)?.data).toMatchObject({ status: 'succeeded' });
    const ids = [...first.events, ...second.events].map(({ id }) => Number(id?.split('-')[0]));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });

  it('tell of one that waits in the queue', async () => {
    const vps = await lab.createDeaf({ stop_timeout: 3 });
    const [stop, start] = [
      await submit(`/api/vps/stop/${vps.taskId}`, { body: { snapshot: false } }),
      await submit(`/api/vps/start/${vps.taskId}`),
    ];
    const client = await listen(`/api/operations/${start}/events`);
    const [queued] = [await client.until('queued', ({ data }) => data['status'] === 'queued')];
    expect(queued.data).toMatchObject({ progress: null, waiting_for: `operation ${stop}` });
    await client.ended;
    expect(client.of('operation').at(-1)?.data).toMatchObject({ status: 'succeeded' });
  });

  it('are refused for what is no operation', async () => {
    await callRefused(404, 'operation_not_found', 'GET', '/api/operations/stop:no-such:12345678/events');
    await callRefused(400, 'invalid_request', 'GET', '/api/operations/nonsense/events');
    await callRefused(405, 'method_not_allowed', 'POST', '/api/events');
  });
});

describe('the events of the fleet', () => {
  it('tell of a VPS from its creation to its removal, and of its operations', async () => {
    const client = await listenToFleet();
    const vps = await lab.create();
    const { taskId } = vps;
    await client.until('it is there', about('vps', taskId, { status: 'running', operation: null }));
    const { snapshot } = await vps.snapshot();
    const withSnapshot = await client.until('its snapshot', about('vps', taskId, { snapshot_count: 1 }));
    expect(withSnapshot.data).toMatchObject({ newest_snapshot: { id: snapshot.id } });
    const [listed] = (await callOk<{ vps: unknown[] }>(200, 'GET', '/api/vps')).vps.filter(
      (each) => (each as { task_id: string }).task_id === taskId,
    );
    expect(client.events.findLast(about('vps', taskId))?.data).toEqual(listed);
    await vps.restart();
    await lab.deleteVps(vps);
    await client.until('it is gone', about('vps_removed', taskId));

    const operations = client.events.filter(about('operation', taskId));
    const ends = operations.filter(({ data }) => data['ended_at'] !== null);
    expect(ends.map(({ data }) => [data['kind'], data['status']])).toEqual([
      ['create', 'succeeded'],
      ['snapshot', 'succeeded'],
      ['restart', 'succeeded'],
      ['delete', 'succeeded'],
    ]);
    const restart = operations.filter(({ data }) => data['kind'] === 'restart');
    expect(restart.some((event) => (progressOf(event)?.total_steps ?? 0) >= 6)).toBe(true);
    // What a VPS was never comes after what it is.
    const counts = client.events
      .filter(about('vps', taskId))
      .map(({ data }) => Number(data['snapshot_count']));
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  });

  it('tell of what a person did with docker by hand', async () => {
    const vps = await lab.create();
    const client = await listenToFleet();
    await vps.container.pause();
    await client.until('it is paused', about('vps', vps.taskId, { status: 'paused' }));
  });

  it('are resumed without loss and without repetition', async () => {
    const vps = await lab.create();
    const first = await listenToFleet();
    await vps.pause();
    await first.until('paused', about('vps', vps.taskId, { status: 'paused', operation: null }));
    await first.close();
    await vps.resume();
    const { snapshot } = await vps.snapshot();
    const second = await listenToFleet({ lastEventId: first.lastId });
    await second.until('its snapshot', about('vps', vps.taskId, { snapshot_count: 1 }));
    expect(second.of('reset')).toEqual([]);
    const ended = second.events.filter(({ data }) => data['ended_at'] && data['task_id'] === vps.taskId);
    expect(ended.map(({ data }) => data['kind'])).toEqual(['resume', 'snapshot']);
    const seen = new Set(first.events.map(({ id }) => id));
    expect(second.events.filter(({ id }) => id !== undefined && seen.has(id))).toEqual([]);
    expect(snapshot.id).not.toBe('');
  });

  it('begin anew for a client whose place is not known any more', async () => {
    const client = await listenToFleet({ lastEventId: 'elsewhere-12' });
    await client.until('reset', ({ type }) => type === 'reset');
    const resumed = await listenToFleet({ lastEventId: client.lastId });
    await vpsEvent(resumed);
    expect(resumed.of('reset')).toEqual([]);
  });

  it('reach many listeners, and each the same', async () => {
    const many = await Promise.all(Array.from({ length: 60 }, () => listenToFleet()));
    const vps = await lab.create();
    for (const client of many) {
      await client.until('it is there', about('vps', vps.taskId, { status: 'running', operation: null }));
    }
    const told = many.map(({ events }) =>
      JSON.stringify(events.filter(about('vps', vps.taskId)).map(({ id }) => id)),
    );
    expect(new Set(told).size).toBe(1);
  });
});

/** Something happens, and the client hears of it. */
async function vpsEvent(client: EventClient): Promise<void> {
  const vps = await lab.create();
  await client.until('it is there', about('vps', vps.taskId));
}

describe('an API with listeners', () => {
  it('ends at once when it is asked to, and its streams end', async () => {
    const server = new SecondServer({});
    await server.start();
    const vps = await lab.createDeaf({ stop_timeout: 10 });
    const client = await listenToFleet({ api: server.url });
    const stop = await submit(`/api/vps/stop/${vps.taskId}`);
    const watcher = await listen(`/api/operations/${stop}/events`, { api: server.url });
    await server.end();
    await Promise.all([client.ended, watcher.ended]);
    // It has not waited for what its client was watching.
    expect((await vps.inspect()).State.Running).toBe(true);
  });

  it('serves so many streams and no more', async () => {
    const server = new SecondServer({ HOLDFAST_STREAM_LIMIT: '2' });
    await server.start();
    const [first] = [await listenToFleet({ api: server.url }), await listenToFleet({ api: server.url })];
    await callRefused(503, 'too_many_streams', 'GET', '/api/events', { api: server.url });
    await first.close();
    await eventually('there is room again', async () => {
      const next = await listen('/api/events', { api: server.url });
      return next.response.status === 200;
    });
    await server.end();
  });

  it('does not wait for a client that takes nothing', async () => {
    const { hostname, port } = new URL(stack().apiUrl);
    const slow = connect({ host: hostname, port: Number(port) });
    await once(slow, 'connect');
    slow.write(`GET /api/events HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    slow.pause();
    const quick = await listenToFleet();
    await vpsEvent(quick);
    slow.destroy();
  });

  it('says in the stream that Temporal is away and that it is back, and what happened meanwhile', async () => {
    const proxy = new CuttableProxy(stack().temporalAddress);
    await proxy.open();
    const server = new SecondServer({ TEMPORAL_ADDRESS: proxy.address });
    await server.start();
    const vps = await lab.create();
    const client = await listenToFleet({ api: server.url });
    await proxy.cut();
    await client.until('away', ({ type, data }) => type === 'status' && data['temporal'] === 'away');
    const late = await listenToFleet({ api: server.url });
    await late.until('away', ({ type, data }) => type === 'status' && data['temporal'] === 'away');
    await vps.pause();
    await proxy.open();
    await client.until('back', ({ type, data }) => type === 'status' && data['temporal'] === 'back');
    await client.until('paused', about('vps', vps.taskId, { status: 'paused' }));
    expect(client.events.some(about('operation', vps.taskId, { kind: 'pause', status: 'succeeded' }))).toBe(
      true,
    );
    await server.end();
    await proxy.cut();
  });
});

describe('the progress of an operation', () => {
  it('is in its view and in the list while it runs, and in neither before and after', async () => {
    const vps = await lab.createDeaf({ stop_timeout: 4 });
    const stop = await submit(`/api/vps/stop/${vps.taskId}`);
    const view = await eventually('it stops', async () => {
      const { body } = await call<OperationAnswer & { progress: Progress | null }>(
        'GET',
        `/api/operations/${stop}`,
      );
      return body.progress?.step === 'stopContainer' && body;
    });
    expect(view.progress).toEqual({
      done_steps: 1,
      total_steps: 3,
      step: 'stopContainer',
      step_summary: 'Stop the VPS',
      bytes: null,
    });
    const listed = async (): Promise<unknown> => {
      const { operations } = await callOk<{ operations: { id: string; progress: Progress | null }[] }>(
        200,
        'GET',
        `/api/operations?vps=${vps.taskId}`,
      );
      return operations.find(({ id }) => id === stop)?.progress;
    };
    expect(await eventually('it is listed', async () => (await listed()) ?? undefined)).toEqual(
      view.progress,
    );
    await untilEnded(stop);
    await eventually('the list knows that it has ended', async () => (await listed()) === null);
  });
});
