import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import express from 'express';
import { WebSocket, WebSocketServer } from 'ws';
import { createHttpServer } from '../../../src/api/http-server';
import { EventStream } from '../../../src/api/live/event-stream';
import { readJsonBody } from '../../../src/api/read-body';

// The API's own limits, a hundred times shorter.
const LIMITS = { headersTimeout: 100, requestTimeout: 300, connectionsCheckingInterval: 50 };
const PART_OF_A_HEADER = 'POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Never-';
const PART_OF_A_BODY =
  'POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":';

let server: Server;
let port: number;
let answerLate: () => void;
let beats: number;

beforeEach(async () => {
  const app = express();
  app.get('/events', (_req, res) => {
    const stream = new EventStream(res);
    beats = 0;
    const timer = setInterval(() => stream.send({ type: 'beat', key: 'beat', data: `${++beats}` }), 20);
    stream.onClose(() => clearInterval(timer));
  });
  app.get('/late', (_req, res) => {
    answerLate = () => void res.send('at last');
  });
  app.post('/echo', readJsonBody(), (req, res) => void res.json(req.body));
  server = createHttpServer(app, LIMITS);
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.on('message', (data: Buffer) => socket.send(data.toString()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

interface SlowClient {
  socket: Socket;
  /** All that the server said, once it has closed the connection. */
  cutOff: Promise<string>;
}

async function beSlow(part: string): Promise<SlowClient> {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
  socket.on('error', () => undefined);
  const cutOff = once(socket, 'close').then(() => said);
  await once(socket, 'connect');
  if (part !== '') socket.write(part);
  return { socket, cutOff };
}

async function echo(): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/echo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
  });
  return response.json();
}

describe('a client that is slow on purpose', () => {
  it.each([
    ['says nothing', ''],
    ['sends part of a header', PART_OF_A_HEADER],
    ['sends part of a body', PART_OF_A_BODY],
  ])('and %s is answered 408 and cut off', async (_what, part) => {
    const { cutOff } = await beSlow(part);
    expect(await cutOff).toMatch(/^HTTP\/1\.1 408 /);
  });

  it.each([
    ['header', PART_OF_A_HEADER, 'y'],
    ['body', PART_OF_A_BODY, ' '],
  ])('is cut off also when its %s grows by a byte now and then', async (_what, part, byte) => {
    const { socket, cutOff } = await beSlow(part);
    const timer = setInterval(() => socket.write(byte), 30);
    expect(await cutOff).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(timer);
  });

  it('keeps nobody else from being served', async () => {
    const many = Array.from({ length: 100 }, (_, n) =>
      beSlow(n % 2 === 0 ? PART_OF_A_HEADER : PART_OF_A_BODY),
    );
    const slow = await Promise.all(many);
    expect(await echo()).toEqual({ a: 1 });
    await Promise.all(slow.map(({ cutOff }) => cutOff));
    expect(await echo()).toEqual({ a: 1 });
  });
});

it('has ten seconds for a header and thirty for a whole request', () => {
  expect(createHttpServer(express())).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000 });
});

describe('what takes long for a reason', () => {
  /** Until a slow client that came later has felt the longest of the limits, twice. */
  async function limitsHavePassed(): Promise<void> {
    for (let n = 0; n < 2; n++) await (await beSlow(PART_OF_A_BODY)).cutOff;
  }

  it('is not cut off: an event stream', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/events`);
    const text = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    await limitsHavePassed();
    const later = `data: ${beats + 1}\n`;
    let seen = '';
    while (!seen.includes(later)) {
      const part = await text?.read();
      expect(part?.done).toBe(false);
      seen += part?.value ?? '';
    }
    await text?.cancel();
  });

  it('is not cut off: an answer that is waited for', async () => {
    const response = fetch(`http://127.0.0.1:${port}/late`);
    await limitsHavePassed();
    answerLate();
    expect(await (await response).text()).toBe('at last');
  });

  it('is not cut off: a WebSocket that is idle', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    await once(socket, 'open');
    await limitsHavePassed();
    socket.send('still there?');
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(answer.toString()).toBe('still there?');
    socket.terminate();
  });
});
