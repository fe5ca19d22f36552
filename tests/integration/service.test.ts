import { stack } from '../support/stack';
import { call, callOk, callRefused } from './support/client';
import { useLab } from './support/lab';
import { rawRequest } from './support/raw-request';
import type { ProblemAnswer, VpsAnswer } from './support/shapes';

const lab = useLab();
const host = () => new URL(stack().apiUrl).host;

describe('health', () => {
  it('says that the service lives and is ready', async () => {
    expect(await callOk(200, 'GET', '/health/live')).toEqual({ status: 'live' });
    expect(await callOk(200, 'GET', '/health/ready')).toEqual({
      status: 'ready',
      temporal: true,
      host_worker: true,
    });
  });
});

describe('GET /api/runners', () => {
  it('shows each runner: alive, its engine, its disk, what snapshots take, and its VPSs', async () => {
    await lab.create({ start: false });
    const { runners, count } = await callOk<{ runners: Record<string, unknown>[]; count: number }>(
      200,
      'GET',
      '/api/runners',
    );
    expect(count).toBe(runners.length);
    const ours = runners.find(({ name }) => name === stack().runner);
    expect(ours).toMatchObject({
      alive: true,
      docker_version: expect.stringMatching(/^\d+\./) as unknown,
      disk: { free_bytes: expect.any(Number) as unknown },
      snapshot_bytes: expect.any(Number) as unknown,
    });
    expect(ours?.['vps_count']).toBeGreaterThanOrEqual(1);
  });
});

describe('GET /api/vps', () => {
  it('comes in pages that hold every VPS once', async () => {
    const own = [await lab.create({ start: false }), await lab.create({ start: false }), await lab.create()];
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page = await callOk<{ vps: VpsAnswer[]; count: number; next?: string }>(
        200,
        'GET',
        `/api/vps?limit=2${next === undefined ? '' : `&next=${next}`}`,
      );
      expect(page.count).toBeLessThanOrEqual(2);
      seen.push(...page.vps.map(({ task_id }) => task_id));
      next = page.next;
    } while (next !== undefined);
    for (const { taskId } of own) expect(seen.filter((id) => id === taskId)).toEqual([taskId]);
  });

  it('can be filtered by status and runner', async () => {
    const vps = await lab.create({ start: false });
    const list = async (query: string) =>
      (await callOk<{ vps: VpsAnswer[] }>(200, 'GET', `/api/vps?limit=200&${query}`)).vps;
    const stopped = await list('status=stopped');
    expect(stopped.map(({ task_id }) => task_id)).toContain(vps.taskId);
    expect(stopped.every(({ status }) => status === 'stopped')).toBe(true);
    expect((await list(`runner=${stack().runner}`)).map(({ task_id }) => task_id)).toContain(vps.taskId);
    expect(await list('runner=nobody')).toEqual([]);
  });
});

describe('paths and methods', () => {
  it('that do not exist are answered with a problem', async () => {
    await callRefused(404, 'route_not_found', 'GET', '/api/nothing');
    await callRefused(404, 'route_not_found', 'GET', '/etc/passwd');
    const answer = await call<ProblemAnswer>('PUT', '/api/vps');
    expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(answer.headers.get('allow')).toContain('GET');
  });

  it('answer HEAD like GET', async () => {
    expect((await rawRequest('HEAD', '/api/vps')).status).toBe(200);
  });
});

describe('a web page of another site', () => {
  const refused = async (headers: Record<string, string>, method = 'GET') => {
    const answer = await rawRequest(method, '/api/vps/create', { headers: { host: host(), ...headers } });
    expect({ headers, status: answer.status, code: (JSON.parse(answer.text) as ProblemAnswer).code }).toEqual(
      {
        headers,
        status: 403,
        code: 'forbidden_origin',
      },
    );
  };

  it('cannot call under a name that is not ours, as DNS rebinding does', async () => {
    for (const name of [
      'evil.example',
      'evil.example:8000',
      '127.0.0.1.evil.example',
      '169.254.169.254',
      'localhost.evil.example',
      'user@127.0.0.1',
    ]) {
      await refused({ host: name });
      await refused({ host: name }, 'POST');
    }
  });

  it('cannot call from its own origin', async () => {
    for (const origin of [
      'http://evil.example',
      'null',
      `http://${host()}.evil.example`,
      'http://localhost:1',
      'garbage',
    ]) {
      await refused({ origin });
      await refused({ origin }, 'POST');
    }
    await refused({ 'sec-fetch-site': 'cross-site' }, 'POST');
  });

  it('gets no permission from a preflight', async () => {
    const answer = await rawRequest('OPTIONS', '/api/vps/create', {
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(answer.status).toBe(403);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('our own pages and tools', () => {
  it('may call by every name of this machine, and from the same origin', async () => {
    const { port } = new URL(stack().apiUrl);
    for (const name of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      expect((await rawRequest('GET', '/api/vps', { headers: { host: name } })).status).toBe(200);
    }
    const origin = `http://${host()}`;
    expect((await rawRequest('GET', '/api/vps', { headers: { host: host(), origin } })).status).toBe(200);
  });
});
