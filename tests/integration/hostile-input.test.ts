import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { stack } from '../support/stack';
import { call, callOk, callRefused, expectProblem } from './support/client';
import { containersOf } from './support/docker';
import { expectNothingExecuted, expectPlainAnswer, stateOf } from './support/hostile-checks';
import {
  anyText,
  CANARY,
  hostileBytes,
  hostileHeader,
  hostileJson,
  hostileSegment,
} from './support/hostile-values';
import { useLab } from './support/lab';
import { listOperations } from './support/operations';
import { rawRequest } from './support/raw-request';
import { rawBytes, statusOf } from './support/raw-socket';
import type { ProblemAnswer } from './support/shapes';

const lab = useLab();
const json = { 'content-type': 'application/json' };
const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PURGE'] as const;

/** Every path of the API; what stands for an id is filled in. */
const ROUTES: readonly ((id: string, other: string) => string)[] = [
  () => '/api/vps',
  () => '/api/vps/create',
  () => '/api/vps/adopt',
  (id) => `/api/vps/${id}`,
  (id) => `/api/vps/start/${id}`,
  (id) => `/api/vps/stop/${id}`,
  (id) => `/api/vps/pause/${id}`,
  (id) => `/api/vps/resume/${id}`,
  (id) => `/api/vps/restart/${id}`,
  (id) => `/api/vps/snapshots/${id}`,
  (id) => `/api/vps/snapshots/${id}/latest`,
  (id, other) => `/api/vps/snapshots/${id}/${other}`,
  (id, other) => `/api/vps/snapshots/${id}/${other}/restore`,
  () => '/api/operations',
  (id) => `/api/operations/${id}`,
  (id, other) => `/api/operations/stop:${id}:${other}`,
  () => '/api/runners',
  (id) => `/api/runners/${id}/rebuild`,
  () => '/health/live',
  () => '/health/ready',
  (id, other) => `/${id}/${other}`,
];
const route = fc.constantFrom(...ROUTES);

describe('whatever is sent to any path by any method', () => {
  it('is answered plainly, and nothing comes of it', async () => {
    const vps = await lab.create({ env: { A: 'b' } });
    await vps.write('/root/note', 'untouched');
    const before = await stateOf(vps);
    const headers = fc.record(
      {
        'content-type': fc.constantFrom('application/json', 'text/plain', 'application/json; charset=utf-7'),
        'idempotency-key': hostileHeader,
        prefer: hostileHeader,
        'x-holdfast-actor': hostileHeader,
        'content-encoding': fc.constantFrom('identity', 'gzip', 'br', 'nonsense'),
        'if-match': hostileHeader,
      },
      { requiredKeys: ['content-type'] },
    );
    const id = fc.oneof(hostileSegment, fc.constant(vps.taskId), fc.constant('t-nobody'));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...METHODS),
        route,
        id,
        hostileSegment,
        headers,
        hostileBytes,
        async (method, pathOf, one, other, sent, body) => {
          const path = pathOf(one, other);
          const framed = { ...sent, 'content-length': String(body.length) };
          const answer = await rawRequest(method, path, { headers: framed, body });
          expectPlainAnswer(`${method} ${path.slice(0, 100)}`, answer, method);
        },
      ),
      { numRuns: 300 },
    );
    expect(await stateOf(vps)).toEqual(before);
    expect((await listOperations(vps.taskId, 1)).map(({ kind }) => kind)).toEqual(['create']);
    await expectNothingExecuted(vps);
  }, 120_000);

  it('is refused when a query is hostile, or is the same as without it', async () => {
    const vps = await lab.create({ env: { A: 'b' } });
    const before = await stateOf(vps);
    const name = fc.constantFrom(
      'vps',
      'status',
      'limit',
      'next',
      'kind',
      'runner',
      'snapshots',
      '__proto__',
    );
    const query = fc
      .array(
        fc.tuple(name, fc.constantFrom('=', '[]=', '[a]=', '[__proto__]=', '[length]='), hostileSegment),
        {
          minLength: 1,
          maxLength: 4,
        },
      )
      .map((parts) => parts.map((words) => words.join('')).join('&'));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/api/vps', '/api/operations', `/api/vps/${vps.taskId}`, '/api/runners'),
        query,
        async (path, search) => {
          expectPlainAnswer(`GET ${path}?${search}`, await rawRequest('GET', `${path}?${search}`));
        },
      ),
      { numRuns: 150 },
    );
    for (const search of ['snapshots=delete&snapshots=delete', 'snapshots[]=delete', 'snapshots[a]=delete']) {
      await callRefused(400, 'invalid_request', 'DELETE', `/api/vps/${vps.taskId}?${search}`);
    }
    expect(await stateOf(vps)).toEqual(before);
  });

  it('is refused when a field is not one of the call, whatever it is called', async () => {
    const vps = await lab.create({ env: { A: 'b' } });
    const before = await stateOf(vps);
    const paths = ['start', 'stop', 'pause', 'resume', 'restart', 'snapshots'].map(
      (verb) => `/api/vps/${verb}/${vps.taskId}`,
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), hostileJson, async (path, body) => {
        const answer = await call<ProblemAnswer>('POST', path, { text: body });
        expectProblem(answer, 400, answer.body.code);
      }),
      { numRuns: 150 },
    );
    for (const path of paths) {
      for (const name of ['__proto__', 'constructor', 'prototype', 'toString', '']) {
        await callRefused(400, 'invalid_request', 'POST', path, { text: `{"${name}": {"snapshot": false}}` });
      }
    }
    expect(await stateOf(vps)).toEqual(before);
  });
});

describe('what is no proper HTTP', () => {
  const host = 'Host: 127.0.0.1\r\n';
  const post = (path: string, headers: string, body = '') =>
    `POST ${path} HTTP/1.1\r\n${host}Content-Type: application/json\r\n${headers}\r\n${body}`;

  it('does nothing, and the next request is answered as ever', async () => {
    const vps = await lab.create({ env: { A: 'b' } });
    const before = await stateOf(vps);
    const stop = `/api/vps/stop/${vps.taskId}`;
    const cases: [what: string, bytes: string | Buffer][] = [
      ['a body shorter than it says', post(stop, 'Content-Length: 1000\r\n', '{}')],
      ['two lengths', post(stop, 'Content-Length: 2\r\nContent-Length: 3\r\n', '{}')],
      [
        'a length and chunks',
        post(stop, 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'),
      ],
      ['a negative length', post(stop, 'Content-Length: -1\r\n', '{}')],
      ['a length that is none', post(stop, 'Content-Length: 0x2\r\n', '{}')],
      ['chunks that end early', post(stop, 'Transfer-Encoding: chunked\r\n', '5\r\n{}')],
      ['chunks of no size', post(stop, 'Transfer-Encoding: chunked\r\n', 'zz\r\n{}\r\n0\r\n\r\n')],
      ['an encoding that nobody knows', post(stop, 'Transfer-Encoding: gzip, nonsense\r\n', '{}')],
      ['two hosts', `POST ${stop} HTTP/1.1\r\n${host}Host: evil.example\r\nContent-Length: 0\r\n\r\n`],
      ['no host', `POST ${stop} HTTP/1.1\r\nContent-Length: 0\r\n\r\n`],
      ['the host of another', `POST ${stop} HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n`],
      [
        'a host with a name in it',
        `POST ${stop} HTTP/1.1\r\nHost: 127.0.0.1@evil.example\r\nContent-Length: 0\r\n\r\n`,
      ],
      ['a page of another', post(stop, 'Origin: http://evil.example\r\nContent-Length: 0\r\n')],
      ['a page of nowhere', post(stop, 'Origin: null\r\nContent-Length: 0\r\n')],
      [
        'an absolute path of another',
        `POST http://evil.example${stop} HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n`,
      ],
      ['headers without end', post(stop, `X-Long: ${'x'.repeat(100_000)}\r\nContent-Length: 0\r\n`)],
      ['very many headers', post(stop, `${'X-A: 1\r\n'.repeat(10_000)}Content-Length: 0\r\n`)],
      ['a header with a NUL', post(stop, 'X-A: a\0b\r\nContent-Length: 0\r\n')],
      ['a bare line feed', `POST ${stop} HTTP/1.1\nHost: 127.0.0.1\nX A: 1\n\n`],
      ['a path with a space', `POST ${stop} x HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`],
      ['another protocol', Buffer.from('160301020001000001fc0303', 'hex')],
      ['nothing but noise', Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 89) % 256))],
    ];
    for (const [what, bytes] of cases) {
      const status = statusOf(await rawBytes(bytes));
      // No answer at all is one too: the connection is closed.
      if (status !== undefined && (status < 400 || status >= 500)) throw new Error(`${what}: ${status}`);
      if (!isDeepStrictEqual(await stateOf(vps), before)) throw new Error(`${what}: it was done`);
    }
    expect((await listOperations(vps.taskId, 1)).map(({ kind }) => kind)).toEqual(['create']);
  });
});

describe('a creation', () => {
  const body = (task_id: string, more: object) => ({
    task_id,
    image: stack().image,
    runner: stack().runner,
    command: ['sleep', '86400'],
    start: false,
    labels: { [CANARY]: '1' },
    ...more,
  });

  it('that is refused leaves nothing, whatever its fields are', async () => {
    const field = fc.constantFrom(
      'image',
      'command',
      'entrypoint',
      'env',
      'hostname',
      'user',
      'working_dir',
      'ports',
      'mounts',
      'network',
      'healthcheck',
      'stop_signal',
      'capabilities',
      'policy',
      'gpus',
      'runner',
    );
    const hostile = fc.oneof(
      fc.constantFrom<unknown>('$(id)', '`id`', 'a\nb', '\u202e', 'x'.repeat(100_000), '../..', -1, 1e308, [
        [],
      ]),
      fc.constantFrom<unknown>({ __proto__: null, a: { b: {} } }, ['\0'], { 'a\nb': 'c' }, [null], true),
      fc.dictionary(anyText(/\0/g, 10), fc.jsonValue(), { minKeys: 1, maxKeys: 3 }),
    );
    const refused: string[] = [];
    await fc.assert(
      fc.asyncProperty(field, hostile, async (name, value) => {
        const task_id = lab.newTaskId('hostile');
        const answer = await rawRequest('POST', '/api/vps/create', {
          headers: json,
          body: JSON.stringify(body(task_id, { [name]: value })),
        });
        // What the engine of the tests refuses is told in its words, and is not a failure of ours.
        expectPlainAnswer(`create with ${name}`, answer);
        if (answer.status >= 400) refused.push(task_id);
        else await callOk(200, 'DELETE', `/api/vps/${task_id}`);
      }),
      { numRuns: 120 },
    );
    expect(refused.length).toBeGreaterThan(50);
    for (const task_id of refused) {
      expect(await containersOf(task_id)).toEqual([]);
      expect((await call('GET', `/api/vps/${task_id}`)).status).toBe(404);
    }
    await expectNothingExecuted();
  });

  it('is refused when a text is none that can be written down, since it would come back as another', async () => {
    const task_id = lab.newTaskId('surrogate');
    for (const more of [
      '"env": {"A": "\\ud800"}',
      '"labels": {"a": "\\udfff"}',
      '"labels": {"\\ud800": "a"}',
      '"command": ["echo", "\\ud83e"]',
      '"command": "echo \\ud83e"',
    ]) {
      const text = `{"task_id": "${task_id}", "image": "${stack().image}", "runner": "${stack().runner}", ${more}}`;
      const answer = await call<ProblemAnswer>('POST', '/api/vps/create', { text });
      expectProblem(answer, 400, 'invalid_request');
    }
    expect(await containersOf(task_id)).toEqual([]);
  });

  it('is refused when a member has a name that JavaScript would lose', async () => {
    const task_id = lab.newTaskId('proto');
    for (const more of ['"env": {"__proto__": "x"}', '"labels": {"a": "b", "__proto__": "x"}']) {
      const text = `{"task_id": "${task_id}", "image": "${stack().image}", "runner": "${stack().runner}", ${more}}`;
      const answer = await call<ProblemAnswer>('POST', '/api/vps/create', { text });
      expectProblem(answer, 400, 'invalid_request');
    }
    expect(await containersOf(task_id)).toEqual([]);
  });
});

it('the service is as well as before', async () => {
  expect(await callOk(200, 'GET', '/health/ready')).toMatchObject({ status: 'ready' });
});
