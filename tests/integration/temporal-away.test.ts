import { stack } from '../support/stack';
import { call, callOk, callRefused } from './support/client';
import { CuttableProxy } from './support/cuttable-proxy';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import { SecondServer } from './support/second-server';

const lab = useLab();
let proxy: CuttableProxy;
let server: SecondServer;

beforeAll(async () => {
  proxy = new CuttableProxy(stack().temporalAddress);
  await proxy.open();
  server = new SecondServer({ TEMPORAL_ADDRESS: proxy.address });
  await server.start();
});
afterAll(async () => {
  await server.end();
  await proxy.cut();
});

/** The longest deadline of a call is 5 s; the rest is for a machine that is busy. */
const AT_ONCE_MS = 8000;

describe('while Temporal cannot be reached', () => {
  it('the API says so, starts nothing, and is well again when Temporal is back', async () => {
    const vps = await lab.create();
    const api = { api: server.url };
    await callOk(200, 'GET', `/api/vps/${vps.taskId}`, api);
    await proxy.cut();

    const body = { task_id: lab.newTaskId(), image: stack().image, runner: stack().runner };
    const began = performance.now();
    await Promise.all([
      callRefused(503, 'temporal_unreachable', 'GET', `/api/vps/${vps.taskId}`, api),
      callRefused(503, 'temporal_unreachable', 'GET', '/api/vps', api),
      callRefused(503, 'temporal_unreachable', 'GET', '/api/operations', api),
      callRefused(503, 'temporal_unreachable', 'GET', '/api/runners', api),
      callRefused(503, 'temporal_unreachable', 'POST', '/api/vps/create', { ...api, body }),
      callRefused(503, 'temporal_unreachable', 'POST', `/api/vps/stop/${vps.taskId}`, api),
    ]);
    expect(performance.now() - began).toBeLessThan(AT_ONCE_MS);
    expect(await callOk(200, 'GET', '/health/live', api)).toEqual({ status: 'live' });
    expect(await call('GET', '/health/ready', api)).toMatchObject({ status: 503, body: { temporal: false } });
    expect((await vps.inspect()).State.Running).toBe(true);

    await proxy.open();
    await eventually(
      'it is ready again',
      async () => (await call('GET', '/health/ready', api)).status === 200,
    );
    const snapshots = `/api/vps/snapshots/${vps.taskId}`;
    await callOk(201, 'POST', snapshots, api);
    expect(await callOk(200, 'GET', snapshots, api)).toMatchObject({ count: 1 });
  });
});
