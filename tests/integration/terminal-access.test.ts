import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import WebSocket from 'ws';
import {
  type OpenTerminalInput,
  RUNNER_TERMINAL_PATH,
  RUNNER_TERMINAL_PROTOCOL,
} from '../../src/domain/terminal';
import { stack } from '../support/stack';
import { docker } from './support/docker';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import { SecondRunner } from './support/second-runner';
import { SecondServer } from './support/second-server';
import { useTemporal } from './support/temporal';
import { closeTerminals, refusedTerminal, TerminalClient } from './support/terminal-client';
import type { TestVps } from './support/test-vps';

const TOKEN = 'a-token-for-the-terminal-test';
const LONG = 120_000;
const lab = useLab();
const temporal = useTemporal();
const guarded = new SecondServer({ HOLDFAST_TOKEN: TOKEN });
const closed = new SecondServer({ HOLDFAST_TERMINAL: 'false' });
let vps: TestVps;

beforeAll(async () => {
  [vps] = await Promise.all([lab.create({ init: true }), guarded.start(), closed.start()]);
}, LONG);
afterEach(closeTerminals);
afterAll(async () => {
  await Promise.all([guarded.end(), closed.end()]);
});

const execsOf = async (): Promise<string[]> => {
  const { ExecIDs } = (await docker().getContainer(`holdfast-${vps.taskId}`).inspect()) as unknown as {
    ExecIDs: string[] | null;
  };
  return ExecIDs ?? [];
};

describe('a terminal is refused, before anything is opened,', () => {
  afterEach(async () => {
    expect(await execsOf()).toEqual([]);
  });

  it.each([
    ['another origin', { origin: 'http://evil.example' }],
    ['a name that was rebound', { host: 'evil.example', origin: 'http://evil.example' }],
    ['an origin that has no name', { origin: 'null' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ])('to a page of %s', async (_what, headers) => {
    const { status, code } = await refusedTerminal(vps.taskId, { headers });
    expect({ status, code }).toEqual({ status: 403, code: 'forbidden_origin' });
  });

  it('to whoever has no token, or a wrong one, and to a page of another origin that has one', async () => {
    const api = guarded.url;
    for (const headers of [{}, { authorization: 'Bearer wrong-token-wrong-token' }]) {
      expect(await refusedTerminal(vps.taskId, { api, headers })).toMatchObject({
        status: 401,
        code: 'unauthorized',
      });
    }
    const headers = { authorization: `Bearer ${TOKEN}`, origin: 'http://evil.example' };
    expect(await refusedTerminal(vps.taskId, { api, headers })).toMatchObject({
      status: 403,
      code: 'forbidden_origin',
    });
  });

  it('when it is not asked for in our protocol, or with a size that no screen has', async () => {
    const options = [
      { protocol: 'chat' },
      { query: '?cols=0' },
      { query: '?cols=5000' },
      { query: '?command=sh' },
    ];
    for (const wrong of options) {
      expect(await refusedTerminal(vps.taskId, wrong)).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    }
    expect(await refusedTerminal('..%2f..')).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await refusedTerminal('%')).toMatchObject({ status: 400, code: 'malformed_request' });
  });

  it('where terminals are turned off', async () => {
    expect(await refusedTerminal(vps.taskId, { api: closed.url })).toMatchObject({
      status: 403,
      code: 'terminal_disabled',
    });
  });
});

describe('whoever calls in place of a runner', () => {
  const callAs = (headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const url = stack().apiUrl.replace('http', 'ws') + RUNNER_TERMINAL_PATH;
      const socket = new WebSocket(url, RUNNER_TERMINAL_PROTOCOL, { headers });
      socket.once('open', () => reject(new Error('let in')));
      socket.once('unexpected-response', (_request, response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      socket.once('error', () => undefined);
    });

  it('needs a ticket that somebody waits with', async () => {
    expect(await callAs({})).toBe(401);
    expect(await callAs({ authorization: 'Bearer ' })).toBe(401);
    expect(await callAs({ authorization: `Bearer ${randomBytes(32).toString('base64url')}` })).toBe(401);
    expect(await callAs({ authorization: 'Bearer x', origin: stack().apiUrl })).toBe(403);
  });

  it('finds no ticket in Temporal, only one that is sealed, and which opens nothing a second time', async () => {
    const terminal = await TerminalClient.openToPrompt(vps.taskId);
    const client = temporal();
    const [first] = await eventually('Temporal lists it', async () => {
      const found = [];
      const query = `ActivityType = 'openTerminal' AND VpsId = '${vps.taskId}' AND ExecutionStatus = 'Running'`;
      for await (const each of client.activity.list(query)) found.push(each);
      return found.length > 0 && found;
    });
    const handle = client.activity.getHandle(first?.activityId ?? '');
    const input = await (await handle.describe({ includeInput: true })).getInput<[OpenTerminalInput]>();
    const { sealed_order: sealed = '', ...rest } = input?.[0] ?? {};
    expect(rest).toEqual({ task_id: vps.taskId, actor: '127.0.0.1' });
    expect(sealed).toMatch(/^v1\.[\w-]{100,}$/);

    // Asked once more with the very same order: the runner calls, and is not let in.
    const again = client.activity.execute('openTerminal', {
      id: `again-${randomBytes(4).toString('hex')}`,
      taskQueue: `runner-${stack().runner}`,
      args: [{ task_id: vps.taskId, actor: 'mallory', sealed_order: sealed }],
      scheduleToCloseTimeout: '20s',
    });
    await expect(again).rejects.toMatchObject({
      cause: { type: 'terminal_failed', message: expect.stringMatching(/401/) as string },
    });
    // And for another VPS, or with an order of somebody else's making: it does not even call.
    for (const args of [
      { task_id: 'another', actor: 'mallory', sealed_order: sealed },
      { task_id: vps.taskId, actor: 'mallory', sealed_order: `${sealed.slice(0, -2)}AA` },
    ]) {
      const forged = client.activity.execute('openTerminal', {
        id: `forged-${randomBytes(4).toString('hex')}`,
        taskQueue: `runner-${stack().runner}`,
        args: [args],
        scheduleToCloseTimeout: '20s',
      });
      await expect(forged).rejects.toMatchObject({ cause: { type: 'terminal_failed' } });
    }
    expect(await execsOf()).toHaveLength(1);
    await terminal.close();
    const record: unknown = await handle.result();
    expect(record).toMatchObject({ exit_code: null, reason: 'the other side hung up' });
  });
});

describe('a runner', () => {
  const runner = new SecondRunner({ HOLDFAST_API_URL: stack().apiUrl, HOLDFAST_TERMINAL_IDLE_SECONDS: '3' });
  let remote: TestVps;
  beforeAll(async () => {
    await runner.start();
    remote = await lab.create({ runner: runner.name, init: true });
  }, LONG);
  afterAll(async () => {
    await lab.deleteVps(remote);
    await runner.end();
  }, LONG);

  it('ends a terminal in which nothing happens', async () => {
    const terminal = await TerminalClient.openToPrompt(remote.taskId);
    expect(await terminal.untilEnded()).toMatchObject({
      code: 'terminal_ended',
      detail: expect.stringContaining('nothing was typed') as string,
    });
  });

  it('calls no address but those that it was told of', async () => {
    const lost = new SecondServer({ HOLDFAST_CALLBACK_URL: 'http://127.0.0.1:9' });
    await lost.start();
    const terminal = await TerminalClient.open(remote.taskId, { api: lost.url });
    expect(await terminal.untilEnded()).toMatchObject({
      code: 'terminal_failed',
      detail: expect.stringContaining('not in HOLDFAST_API_URL') as string,
    });
    await lost.end();
  });

  it('that ends takes leave, and leaves nothing behind', async () => {
    const terminal = await TerminalClient.openToPrompt(remote.taskId);
    await runner.end();
    expect(await terminal.untilEnded()).toMatchObject({ code: 'terminal_ended' });
    expect(await leftIn(remote)).toEqual([]);
  });

  it(
    'that is killed ends what it left of a shell when it is back; meanwhile the API says that it is away',
    async () => {
      await runner.start();
      const terminal = await TerminalClient.openToPrompt(remote.taskId);
      // Kept busy, or it would be idle.
      terminal.type('sleep 500\n');
      await eventually('it runs', async () => (await leftIn(remote)).includes('sleep 500'));
      await eventually('Temporal knows of the shell', async () => heartbeatOf(remote));
      await runner.kill();
      expect(await terminal.untilEnded()).toMatchObject({ code: 'terminal_ended' });
      expect(await leftIn(remote)).not.toEqual([]);
      await runner.untilAlive(false);
      const late = await TerminalClient.open(remote.taskId);
      expect(await late.untilEnded()).toMatchObject({ code: 'runner_silent' });
      await runner.start();
      await eventually('nothing is left', async () => (await leftIn(remote)).length === 0, {
        withinMs: 60_000,
      });
    },
    LONG,
  );
});

/** What the step of a VPS's only terminal keeps for its next attempt. */
async function heartbeatOf({ taskId }: TestVps): Promise<object | undefined> {
  const query = `ActivityType = 'openTerminal' AND VpsId = '${taskId}' AND ExecutionStatus = 'Running'`;
  for await (const { activityId } of temporal().activity.list(query)) {
    const handle = temporal().activity.getHandle(activityId);
    return (await handle.describe({ includeHeartbeatDetails: true })).getHeartbeatDetails<object>();
  }
  return undefined;
}

async function leftIn({ taskId }: TestVps): Promise<string[]> {
  const { Processes } = (await docker().getContainer(`holdfast-${taskId}`).top()) as {
    Processes: string[][];
  };
  const commands = Processes.map((columns) => columns.at(-1) ?? '');
  return commands.filter((command) => !/sleep 86400|docker-init/.test(command));
}

describe('an API', () => {
  it(
    'that ends ends its terminals, and says so',
    async () => {
      const api = new SecondServer({});
      await api.start();
      const own = new SecondRunner({ HOLDFAST_API_URL: `${api.url}/` });
      await own.start();
      const remote = await lab.create({ runner: own.name, init: true });
      const terminal = await TerminalClient.openToPrompt(remote.taskId, { api: api.url });
      await api.end();
      expect(await terminal.untilEnded()).toMatchObject({
        code: 'terminal_ended',
        detail: 'The API is ending.',
      });
      await eventually('nothing is left', async () => (await leftIn(remote)).length === 0);
      await lab.deleteVps(remote);
      await own.end();
    },
    LONG,
  );

  it('serves a request that offers another protocol as if it had not', async () => {
    const { hostname, port } = new URL(stack().apiUrl);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('error', reject).on('close', () => resolve(text));
      const head = (more: string): string =>
        `GET /api/vps?limit=1 HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${more}\r\n`;
      socket.write(
        head('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'),
      );
      socket.write(head('Connection: close\r\n'));
    });
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });
});
