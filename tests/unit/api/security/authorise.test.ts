import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Access } from '../../../../src/api/access';
import { Problem } from '../../../../src/api/problems';
import { sealSession } from '../../../../src/api/security/session-value';
import { parseAccessTokens } from '../../../../src/platform/access-tokens';

const SECRET = 'to-make-and-remove-things';
const tokens = parseAccessTokens(`boss:admin:${SECRET},eye:read:only-to-look-at-things`);
const settings = {
  HOLDFAST_HOST: '127.0.0.1',
  HOLDFAST_ALLOWED_HOSTS: [],
  HOLDFAST_TRUSTED_PROXIES: [],
  HOLDFAST_FAILED_AUTH_LIMIT: 2,
};

const open = new Set<Server>();
afterEach(() => {
  for (const server of open) server.close();
  open.clear();
});

/** Offers a real server a WebSocket, and returns what it makes of that. */
async function connect(
  access: Access,
  headers: (url: string) => Record<string, string>,
): Promise<{ actor?: string; role?: string; code?: string }> {
  const server = createServer();
  open.add(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const found = new Promise<{ actor?: string; role?: string; code?: string }>((resolve) => {
    server.once('upgrade', (req, socket) => {
      try {
        resolve(access.authorise(req, 'admin'));
      } catch (error) {
        resolve(error instanceof Problem ? { code: error.code } : { code: String(error) });
      } finally {
        socket.destroy();
      }
    });
  });
  const call = request(url, { headers: { connection: 'Upgrade', upgrade: 'websocket', ...headers(url) } });
  call.on('error', () => undefined);
  call.end();
  return found;
}

const cookieOf = (name: string): string => {
  const token = tokens.find((one) => one.name === name);
  return token === undefined ? '' : `holdfast_session=${sealSession(token, Date.now())}`;
};

describe('a WebSocket', () => {
  const access = new Access({ ...settings, HOLDFAST_TOKEN: tokens });

  it('is for whoever has the role, by token or by session', async () => {
    const boss = { actor: 'boss', role: 'admin' };
    expect(await connect(access, () => ({ authorization: `Bearer ${SECRET}` }))).toEqual(boss);
    expect(await connect(access, (origin) => ({ cookie: cookieOf('boss'), origin }))).toEqual(boss);
    expect(
      await connect(access, () => ({ authorization: `Bearer ${SECRET}`, 'x-holdfast-actor': 'eve' })),
    ).toEqual({ actor: 'boss (for eve)', role: 'admin' });
  });

  it('is for nobody else', async () => {
    expect(await connect(access, () => ({}))).toEqual({ code: 'unauthorized' });
    expect(await connect(access, (origin) => ({ cookie: cookieOf('eye'), origin }))).toEqual({
      code: 'forbidden_role',
    });
  });

  it('is for no page of another origin that has the session with it', async () => {
    const cookie = cookieOf('boss');
    expect(await connect(access, () => ({ cookie }))).toEqual({ code: 'forbidden_origin' });
    expect(await connect(access, () => ({ cookie, origin: 'http://127.0.0.1:1' }))).toEqual({
      code: 'forbidden_origin',
    });
  });

  it('is refused to an address that guesses', async () => {
    const guessed = new Access({ ...settings, HOLDFAST_TOKEN: tokens });
    const guess = () => ({ authorization: 'Bearer none-of-these-secrets' });
    expect(await connect(guessed, guess)).toEqual({ code: 'unauthorized' });
    expect(await connect(guessed, guess)).toEqual({ code: 'unauthorized' });
    expect(await connect(guessed, () => ({ authorization: `Bearer ${SECRET}` }))).toEqual({
      code: 'rate_limited',
    });
  });

  it('without tokens is for pages of the API itself', async () => {
    const local = new Access({ ...settings, HOLDFAST_TOKEN: undefined });
    expect(await connect(local, (origin) => ({ origin }))).toEqual({ actor: '127.0.0.1', role: 'admin' });
    expect(await connect(local, () => ({ origin: 'http://evil.example' }))).toEqual({
      code: 'forbidden_origin',
    });
    expect(await connect(local, () => ({ host: 'evil.example' }))).toEqual({ code: 'forbidden_origin' });
  });
});
