import fc from 'fast-check';
import { stack } from '../support/stack';
import { call, callOk, callRefused, expectProblem } from './support/client';
import { containersOf } from './support/docker';
import { useLab } from './support/lab';
import { rawRequest } from './support/raw-request';
import type { ProblemAnswer } from './support/shapes';
import { WRONG_CREATIONS } from './support/wrong-creations';

const lab = useLab();
const create = '/api/vps/create';
const long = 'x'.repeat(10_000);
const json = { 'content-type': 'application/json' };

describe('a request that cannot be read', () => {
  it.each([
    ['half of a JSON object', '{"image": '],
    ['no JSON', 'image=busybox'],
    ['a list', '[1, 2]'],
    ['a bare string', '"busybox"'],
    ['a number', '42'],
    ['null', 'null'],
    ['a NUL character', '\0'],
    ['invalid UTF-8', '{"image": "\xff"}'],
  ])('is refused with 400: %s', async (_what, text) => {
    const answer = await rawRequest('POST', create, { headers: json, body: Buffer.from(text, 'latin1') });
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(['malformed_request', 'invalid_request']).toContain(
      (JSON.parse(answer.text) as ProblemAnswer).code,
    );
  });

  it('is refused with 400 when its body is of another type', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'nonsense',
    ]) {
      const answer = await call<ProblemAnswer>('POST', create, {
        text: `{"image": "${stack().image}"}`,
        headers: { 'content-type': type },
      });
      expectProblem(answer, 400, 'malformed_request');
    }
  });

  it('is refused with 413 when it is too large', async () => {
    const vps = await lab.create({ start: false });
    await callRefused(413, 'payload_too_large', 'POST', `/api/vps/snapshots/${vps.taskId}`, {
      body: { message: 'x'.repeat(300 * 1024) },
    });
    expect(await vps.snapshots()).toEqual([]);
  });

  it('is refused when its JSON is nested without end', async () => {
    const answer = await call<ProblemAnswer>('POST', create, {
      text: '['.repeat(50_000) + ']'.repeat(50_000),
    });
    expect(answer.status).toBe(400);
  });
});

describe('a creation with a wrong field', () => {
  it.each(WRONG_CREATIONS.map(([field, body]) => [field, JSON.stringify(body).slice(0, 60), body] as const))(
    'is refused with 400 that names %s: %s',
    async (field, _shown, body) => {
      const task_id = lab.newTaskId();
      const { detail } = await callRefused(400, 'invalid_request', 'POST', create, {
        body: { task_id, image: stack().image, runner: stack().runner, ...body },
      });
      expect(detail).toContain(field);
      expect(detail.length).toBeLessThan(4000);
    },
  );

  it('creates nothing', async () => {
    const task_id = lab.newTaskId();
    await callRefused(400, 'invalid_request', 'POST', create, {
      body: { task_id, image: stack().image, runner: stack().runner, memory_bytes: -1 },
    });
    await callRefused(400, 'invalid_request', 'POST', create, { body: { task_id } });
    expect(await containersOf(task_id)).toEqual([]);
    await callRefused(404, 'vps_not_found', 'GET', `/api/vps/${task_id}`);
  });
});

describe('other bodies with a wrong field', () => {
  it('are refused with 400, and the VPS is as before', async () => {
    const vps = await lab.create();
    const { Id, State } = await vps.inspect();
    const path = (action: string) => `/api/vps/${action}/${vps.taskId}`;
    const cases: ['POST' | 'PATCH', string, unknown][] = [
      ['POST', path('snapshots'), { name: 7 }],
      ['POST', path('snapshots'), { name: '' }],
      ['POST', path('snapshots'), { name: 'a\u0007b' }],
      ['POST', path('snapshots'), { message: 'x'.repeat(1001) }],
      ['POST', path('snapshots'), { message: 'a\0b' }],
      ['POST', path('snapshots'), { pinned: 'yes' }],
      ['POST', path('snapshots'), { tag: 'mine' }],
      ['POST', `${path('snapshots')}?message=${'x'.repeat(1001)}`, undefined],
      ['POST', path('stop'), { snapshot: 1 }],
      ['POST', path('stop'), { force: true }],
      ['POST', path('start'), { now: true }],
      ['POST', path('pause'), [1]],
      ['POST', path('restart'), { snapshot_id: '../x' }],
      ['POST', path('restart'), { snapshot_id: long }],
      ['POST', path('restart'), { safety_snapshot: null }],
      ['PATCH', `/api/vps/${vps.taskId}`, {}],
      ['PATCH', `/api/vps/${vps.taskId}`, { max_snapshots: -1 }],
      ['PATCH', `/api/vps/${vps.taskId}`, { auto_snapshot_on_stop: 'no' }],
      ['PATCH', `/api/vps/${vps.taskId}`, { image: 'other' }],
    ];
    for (const [method, url, body] of cases) await callRefused(400, 'invalid_request', method, url, { body });
    expect(await vps.inspect()).toMatchObject({ Id, State: { StartedAt: State.StartedAt, Running: true } });
    expect(await vps.snapshots()).toEqual([]);
    await callRefused(400, 'invalid_request', 'DELETE', `/api/vps/${vps.taskId}?snapshots=perhaps`);
    expect((await vps.get()).status).toBe('running');
  });
});

describe('an id in a path', () => {
  it.each([
    ['with a slash', 'a%2Fb'],
    ['that climbs', '..%2F..%2Fetc'],
    ['of 10,000 characters', long],
    ['with a NUL', 'a%00b'],
    ['with a newline', 'a%0Ab'],
    ['with a space', 'a%20b'],
    ['in upper case', 'ABC'],
    ['in another script', '%E6%B5%B7'],
    ['that does not decode', '%ff%fe'],
    ['with a quote', "a'%20OR%20'1'='1"],
  ])('%s is refused with 400, whatever is asked of it', async (_what, id) => {
    for (const [method, path] of [
      ['GET', `/api/vps/${id}`],
      ['DELETE', `/api/vps/${id}`],
      ['POST', `/api/vps/restart/${id}`],
      ['POST', `/api/vps/snapshots/${id}`],
      ['GET', `/api/vps/snapshots/${id}/latest`],
      ['DELETE', `/api/vps/snapshots/t-some/${id}`],
      ['GET', `/api/operations/${id}`],
      ['DELETE', `/api/operations/${id}`],
    ] as const) {
      const answer = await rawRequest(method, path);
      expect({ method, path: path.slice(0, 60), status: answer.status }).toEqual({
        method,
        path: path.slice(0, 60),
        status: 400,
      });
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(answer.text.length).toBeLessThan(2000);
    }
  });

  it('in a query is checked as well', async () => {
    for (const query of [
      "vps=a'b",
      'vps=A',
      'status=maybe',
      'limit=0',
      'limit=abc',
      'limit=100000',
      'next=!!',
      'vps=a&vps=b',
      'what=1',
    ]) {
      await callRefused(400, 'invalid_request', 'GET', `/api/operations?${query}`);
    }
    for (const query of ['runner=%2F', 'status=maybe', 'limit=-1']) {
      await callRefused(400, 'invalid_request', 'GET', `/api/vps?${query}`);
    }
    const stale = await call<ProblemAnswer>('GET', '/api/operations?next=abcd');
    expect(stale.status).toBe(400);
  });
});

describe('whatever is sent', () => {
  const neverFails = async (
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: string,
  ): Promise<number> => {
    const answer = await rawRequest(method, path, body === undefined ? {} : { headers: json, body });
    if (answer.status >= 500) throw new Error(`${method} ${path} ${body} -> ${answer.status} ${answer.text}`);
    if (answer.status >= 400) {
      const problem = JSON.parse(answer.text) as ProblemAnswer;
      expect(problem).toMatchObject({
        status: answer.status,
        code: expect.stringMatching(/^[a-z_]+$/) as unknown,
      });
    }
    return answer.status;
  };

  it('a creation is never answered with a failure of ours', async () => {
    const fields = [
      'task_id',
      'image',
      'command',
      'env',
      'ports',
      'mounts',
      'network',
      'cpus',
      'memory_bytes',
      'gpus',
      'labels',
      'healthcheck',
      'policy',
      'user',
      'hostname',
      'capabilities',
      'stop_timeout',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), fc.jsonValue(), async (field, value) => {
        // A runner that there is not, so that nothing comes of a request that happens to be right.
        const body = { image: stack().image, [field]: value, runner: 'nobody' };
        expect(await neverFails('POST', create, JSON.stringify(body))).toBeGreaterThanOrEqual(400);
      }),
      { numRuns: 200 },
    );
  });

  it('any body is never answered with a failure of ours', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('snapshots', 'stop', 'restart', 'pause'),
        fc.oneof(fc.json(), fc.string()),
        async (action, body) => {
          expect([400, 404]).toContain(await neverFails('POST', `/api/vps/${action}/t-no-such-vps`, body));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('any path is never answered with a failure of ours', async () => {
    const segment = fc
      .string({ minLength: 1, maxLength: 30, unit: 'binary' })
      .map((text) => encodeURIComponent(text));
    const path = fc.oneof(
      segment.map((id) => `/api/vps/${id}`),
      fc.tuple(segment, segment).map(([id, snapshot]) => `/api/vps/snapshots/${id}/${snapshot}`),
      segment.map((id) => `/api/operations/${id}`),
      segment.map((query) => `/api/operations?vps=${query}`),
      fc.array(segment, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`),
    );
    await fc.assert(
      fc.asyncProperty(path, async (url) => {
        await neverFails('GET', url);
      }),
      { numRuns: 200 },
    );
  });

  it('the service is as well as before', async () => {
    expect(await callOk(200, 'GET', '/health/ready')).toMatchObject({ status: 'ready' });
  });
});
