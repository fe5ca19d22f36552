import { sealSession, SESSION_MS } from '../../src/api/security/session-value';
import { neededRole, ROUTE_ROLES } from '../../src/api/security/route-roles';
import { mayAct, type Role, ROLES } from '../../src/domain/roles';
import { parseAccessTokens } from '../../src/platform/access-tokens';
import { call, callOk, callRefused, type Method } from './support/client';
import { useLab } from './support/lab';
import { listOperations } from './support/operations';
import { SecondServer } from './support/second-server';

const SECRETS: { [R in Role]: string } = {
  read: 'only-to-look-at-things',
  operate: 'to-work-with-what-is-there',
  admin: 'to-make-and-remove-things',
};
const TOKENS = `eye:read:${SECRETS.read},hand:operate:${SECRETS.operate},boss:admin:${SECRETS.admin}`;

const server = new SecondServer({
  HOLDFAST_TOKEN: TOKENS,
  HOLDFAST_RATE_LIMIT: '0',
  HOLDFAST_FAILED_AUTH_LIMIT: '0',
});
/** The same names and roles, but all secrets are new. */
const renewed = new SecondServer({ HOLDFAST_TOKEN: TOKENS.replace(/[^:,]{16,}/g, 'renewed-$&') });
const strict = new SecondServer({
  HOLDFAST_TOKEN: TOKENS,
  HOLDFAST_RATE_LIMIT: '20',
  HOLDFAST_FAILED_AUTH_LIMIT: '3',
  HOLDFAST_TRUSTED_PROXIES: '127.0.0.1',
});
const lab = useLab();

beforeAll(async () => {
  // One after the other: each takes seconds of a busy machine.
  for (const each of [server, renewed, strict]) await each.start();
});
afterAll(() => Promise.all([server.end(), renewed.end(), strict.end()]));

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const own = () => ({ origin: server.url });

/** Only what it answers with, and why: some answers never end. */
async function ask(
  route: string,
  headers: Record<string, string>,
): Promise<{ status: number; code?: string; detail?: string }> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern.replace(':operation_id', 'snapshot-nobody-1').replace(/:\w+/g, 'nobody');
  const response = await fetch(server.url + path, { method, headers });
  const { status } = response;
  if (status !== 401 && status !== 403) {
    await response.body?.cancel();
    return { status };
  }
  return { status, ...((await response.json()) as { code: string; detail: string }) };
}

async function signIn(role: Role, headers: Record<string, string> = own()) {
  const answer = await call('POST', '/api/session', {
    api: server.url,
    headers,
    body: { token: SECRETS[role] },
  });
  const [setCookie = ''] = answer.headers.getSetCookie();
  return { ...answer, setCookie, cookie: setCookie.split(';')[0] ?? '' };
}

describe('every route of the table', () => {
  it.each(Object.entries(ROUTE_ROLES))('%s is for %s', async (route, needed: Role | null) => {
    const stranger = await ask(route, {});
    if (needed === null) {
      expect(stranger.status).not.toBe(401);
      expect(stranger.status).not.toBe(403);
      return;
    }
    expect(stranger).toMatchObject({ status: 401, code: 'unauthorized' });
    expect(await ask(route, bearer('none-of-the-three-secrets'))).toMatchObject({ status: 401 });
    for (const role of ROLES) {
      const answer = await ask(route, bearer(SECRETS[role]));
      if (mayAct(role, needed)) {
        expect([401, 403]).not.toContain(answer.status);
      } else {
        expect(answer).toMatchObject({ status: 403, code: 'forbidden_role' });
        expect(answer.detail).toContain(`takes the role ${needed}`);
      }
    }
  });

  it('is not got round by another spelling', async () => {
    for (const path of ['/api/vps/create/', '/API/vps/create', '/api/VPS/create', '/api/vps/%63reate']) {
      expect(neededRole('POST', path)).toBe('admin');
      await callRefused(403, 'forbidden_role', 'POST', path, {
        api: server.url,
        headers: bearer(SECRETS.operate),
      });
    }
    const headers = { ...bearer(SECRETS.operate), 'x-http-method-override': 'DELETE' };
    await callRefused(405, 'method_not_allowed', 'POST', '/api/vps/nobody', {
      api: server.url,
      headers: { ...headers, ...bearer(SECRETS.admin) },
    });
  });
});

describe('the actor of an operation', () => {
  it('is the name of the token, whatever the caller says of itself', async () => {
    const vps = await lab.create();
    const path = `/api/vps/snapshots/${vps.taskId}`;
    const options = { api: server.url, headers: bearer(SECRETS.operate) };
    await callOk(201, 'POST', path, options);
    await callOk(201, 'POST', path, {
      ...options,
      headers: { ...options.headers, 'x-holdfast-actor': 'boss' },
    });
    const cookie = { ...own(), cookie: (await signIn('admin')).cookie };
    await callOk(200, 'POST', `/api/vps/pause/${vps.taskId}`, { api: server.url, headers: cookie });
    const operations = await listOperations(vps.taskId, 4);
    const actors = operations.filter(({ kind }) => kind !== 'create').map(({ actor }) => actor);
    expect(actors.toSorted()).toEqual(['boss', 'hand', 'hand (for boss)']);
  });
});

describe('a session', () => {
  it('says who is signed in, and to a stranger that nobody is', async () => {
    expect(await callOk(200, 'GET', '/api/session', { api: server.url })).toEqual({
      auth: 'token',
      actor: null,
      role: null,
      terminal: false,
    });
    const { status, body, cookie, setCookie } = await signIn('operate');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { auth: 'token', actor: 'hand', role: 'operate', terminal: false },
    });
    expect(setCookie).toMatch(/; HttpOnly/);
    expect(setCookie).toMatch(/; SameSite=Strict/);
    expect(setCookie).toMatch(/; Max-Age=43200/);
    expect(setCookie).not.toMatch(/; Secure/);
    expect(setCookie).not.toContain(SECRETS.operate);
    const headers = { cookie };
    expect(await callOk(200, 'GET', '/api/session', { api: server.url, headers })).toEqual(body);
    await callOk(200, 'GET', '/api/vps', { api: server.url, headers });
    const refused = { api: server.url, headers: { ...headers, ...own() } };
    await callRefused(403, 'forbidden_role', 'DELETE', '/api/vps/nobody', refused);
  });

  it('is for encrypted connections only when it began on one', async () => {
    expect((await signIn('read', { ...own(), 'x-forwarded-proto': 'https' })).setCookie).toMatch(/; Secure/);
  });

  it('is not begun with a wrong token, or by a page of another site', async () => {
    const options = { api: server.url, body: { token: 'none-of-the-three-secrets' } };
    await callRefused(401, 'unauthorized', 'POST', '/api/session', options);
    await callRefused(400, 'invalid_request', 'POST', '/api/session', { ...options, body: {} });
    expect((await signIn('admin', { origin: 'http://evil.example' })).body).toMatchObject({
      code: 'forbidden_origin',
    });
  });

  it('ends when it is signed out', async () => {
    const { cookie } = await signIn('admin');
    const headers = { ...own(), cookie };
    const { headers: answered } = await call('DELETE', '/api/session', { api: server.url, headers });
    expect(answered.getSetCookie()[0]).toMatch(/^holdfast_session=; Path=\/; Expires=Thu, 01 Jan 1970/);
  });

  it('cannot be forged, outlive its time, or outlive its token', async () => {
    const { cookie } = await signIn('read');
    const boss = parseAccessTokens(TOKENS).find(({ name }) => name === 'boss');
    if (boss === undefined) throw new Error('boss is listed');
    const valid = `holdfast_session=${sealSession(boss, Date.now())}`;
    await callOk(200, 'GET', '/api/vps', { api: server.url, headers: { cookie: valid } });
    for (const forged of [
      cookie.replace('=eye.', '=boss.'),
      cookie.replace(/\.(\d+)\./, (_all, expiry: string) => `.${Number(expiry) + 1}.`),
      `holdfast_session=${sealSession(boss, Date.now() - SESSION_MS)}`,
      'holdfast_session=boss',
      'holdfast_session=',
    ]) {
      await callRefused(401, 'unauthorized', 'GET', '/api/vps', {
        api: server.url,
        headers: { cookie: forged },
      });
    }
    await callRefused(401, 'unauthorized', 'GET', '/api/vps', {
      api: renewed.url,
      headers: { cookie: valid },
    });
  });

  it('changes nothing for a page of another origin, or for one that does not say which', async () => {
    const { cookie } = await signIn('admin');
    const vps = await lab.create();
    const another = new URL(server.url);
    another.port = '1';
    for (const origin of ['http://evil.example', another.origin, 'null', undefined]) {
      for (const [method, path] of [
        ['POST', `/api/vps/stop/${vps.taskId}`],
        ['PATCH', `/api/vps/${vps.taskId}`],
        ['DELETE', `/api/vps/${vps.taskId}`],
      ] satisfies [Method, string][]) {
        const headers = { cookie, ...(origin !== undefined && { origin }) };
        await callRefused(403, 'forbidden_origin', method, path, { api: server.url, headers });
      }
    }
    expect((await vps.inspect()).State.Running).toBe(true);
    await callOk(200, 'POST', `/api/vps/pause/${vps.taskId}`, {
      api: server.url,
      headers: { cookie, ...own() },
    });
  });

  it('is not read with by a page of another origin either', async () => {
    const { cookie } = await signIn('admin');
    const headers = { cookie, origin: 'http://evil.example' };
    await callRefused(403, 'forbidden_origin', 'GET', '/api/vps', { api: server.url, headers });
  });
});

describe('limits', () => {
  const from = (address: string, secret?: string) => ({
    api: strict.url,
    headers: { 'x-forwarded-for': address, ...(secret !== undefined && bearer(secret)) },
  });

  it('end the guesses of an address, right ones included, and of no other one', async () => {
    for (let guess = 0; guess < 3; guess++) {
      await callRefused(
        401,
        'unauthorized',
        'GET',
        '/api/vps',
        from('192.0.2.1', `a-guess-of-a-secret-${guess}`),
      );
    }
    const { headers } = await call('GET', '/api/vps', from('192.0.2.1', SECRETS.read));
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(5);
    await callRefused(429, 'rate_limited', 'GET', '/api/vps', from('192.0.2.1', SECRETS.read));
    await callRefused(429, 'rate_limited', 'POST', '/api/session', {
      ...from('192.0.2.1'),
      body: { token: SECRETS.read },
    });
    await callOk(200, 'GET', '/api/vps', from('192.0.2.2', SECRETS.read));
  });

  it('keep one caller from taking everything, and leave health alone', async () => {
    const answers = [];
    for (let request = 0; request < 25; request++) {
      answers.push(await call('GET', '/api/runners', from('192.0.2.3', SECRETS.operate)));
    }
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ code: 'rate_limited' });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    await callOk(200, 'GET', '/api/runners', from('192.0.2.3', SECRETS.admin));
    await callOk(200, 'GET', '/health/live', from('192.0.2.3'));
  });

  it('hold for those who have no token, by their address', async () => {
    const statuses = [];
    for (let request = 0; request < 25; request++) {
      statuses.push((await call('GET', '/api/vps', from('192.0.2.4'))).status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    await callRefused(401, 'unauthorized', 'GET', '/api/vps', from('192.0.2.5'));
  });

  it('refuse more headers than anybody sends, rather than overlook some of them', async () => {
    const many = Object.fromEntries(Array.from({ length: 1100 }, (_, index) => [`x${index}`, '']));
    const headers = { ...bearer(SECRETS.admin), ...many };
    await callRefused(400, 'malformed_request', 'GET', '/api/vps', { api: server.url, headers });
  });

  it('refuse headers that are far too large', async () => {
    const headers = { ...bearer(SECRETS.read), 'x-large': 'x'.repeat(20_000) };
    expect((await call('GET', '/api/vps', { api: server.url, headers })).status).toBe(431);
  });
});

describe('the headers of an answer', () => {
  it.each(['/api/vps', '/api/nowhere', '/health/live', '/metrics', '/nowhere'])(
    'of %s are strict',
    async (path) => {
      const { headers } = await call('GET', path, { api: server.url });
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers.get('content-security-policy')).not.toMatch(
        /unsafe-eval|script-src[^;]*unsafe-inline|\*/,
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('allow nothing at all where there is data', async () => {
    const { headers } = await call('GET', '/api/vps', { api: server.url });
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
  });
});
