import { call, callOk, callRefused } from './support/client';
import { useLab } from './support/lab';
import { SecondServer } from './support/second-server';

const token = 'anchor-chain-and-rode';
const server = new SecondServer({ HOLDFAST_TOKEN: token });
const lab = useLab();

beforeAll(() => server.start());
afterAll(() => server.end());

describe('an API with a token', () => {
  it('answers health to everybody', async () => {
    await callOk(200, 'GET', '/health/live', { api: server.url });
    await callOk(200, 'GET', '/health/ready', { api: server.url });
  });

  it('refuses every other call without it, or with another one, and does nothing', async () => {
    const vps = await lab.create();
    for (const authorization of [
      undefined,
      'Bearer wrong-token-wrong-token',
      `Basic ${token}`,
      token,
      'Bearer',
    ]) {
      const options = { api: server.url, headers: { ...(authorization !== undefined && { authorization }) } };
      await callRefused(401, 'unauthorized', 'GET', '/api/vps', options);
      await callRefused(401, 'unauthorized', 'POST', `/api/vps/stop/${vps.taskId}`, options);
      await callRefused(401, 'unauthorized', 'DELETE', `/api/vps/${vps.taskId}`, options);
    }
    const { headers } = await call('GET', '/api/vps', { api: server.url });
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect((await vps.inspect()).State.Running).toBe(true);
  });

  it('serves whoever has it', async () => {
    const vps = await lab.create();
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await callOk(200, 'GET', `/api/vps/${vps.taskId}`, { api: server.url, headers });
    expect(status).toBe('running');
  });
});

describe('an API that others can reach', () => {
  it('does not start without a token', async () => {
    const open = new SecondServer({ HOLDFAST_HOST: '0.0.0.0' });
    expect(await open.startInVain()).not.toBe(0);
  });

  it('does not start with settings that are wrong', async () => {
    expect(await new SecondServer({ HOLDFAST_QUEUE_LIMIT: 'many' }).startInVain()).not.toBe(0);
  });
});
