import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createParser } from 'eventsource-parser';
import { EventStream } from '../../../src/api/live/event-stream';

let server: Server;
let stream: EventStream;

beforeEach(async () => {
  const app = express();
  app.get('/', (_req, res) => {
    stream = new EventStream(res);
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function connect(): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  const call = request({ port, host: '127.0.0.1' });
  call.end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return response;
}

async function readAll(response: IncomingMessage): Promise<{ event?: string; id?: string; data: string }[]> {
  const seen: { event?: string; id?: string; data: string }[] = [];
  const parser = createParser({ onEvent: (event) => seen.push(event as (typeof seen)[number]) });
  response.on('data', (chunk: Buffer) => parser.feed(chunk.toString()));
  await once(response, 'end');
  return seen;
}

const filler = 'x'.repeat(10_000);

describe('an event stream', () => {
  it('keeps for a slow client only the latest of each thing, in the order of the ids', async () => {
    const response = await connect();
    response.pause();
    for (let n = 1; n <= 20_000; n++) {
      stream.send({ id: String(n), type: 'vps', key: `vps:${n % 7}`, data: JSON.stringify({ n, filler }) });
    }
    const whole = readAll(response);
    response.resume();
    stream.end();
    const seen = await whole;
    const ids = seen.map(({ id }) => Number(id));
    // Of 200 MB only what the sockets held when the client stopped to read, and the latest seven.
    expect(seen.length).toBeLessThan(2000);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(ids.slice(-7)).toEqual([19_994, 19_995, 19_996, 19_997, 19_998, 19_999, 20_000]);
  });

  it('tells a slow client to begin anew when too many things have changed', async () => {
    const response = await connect();
    response.pause();
    for (let n = 1; n <= 20_000; n++) {
      stream.send({ id: String(n), type: 'vps', key: `vps:${n}`, data: JSON.stringify({ n, filler }) });
    }
    const whole = readAll(response);
    response.resume();
    stream.end();
    const seen = await whole;
    expect(seen.some(({ event, data }) => event === 'reset' && data === '{}')).toBe(true);
    expect(seen.length).toBeLessThan(5000);
    expect(seen.at(-1)?.id).toBe('20000');
  });

  it('sends nothing after its end', async () => {
    const response = await connect();
    const whole = readAll(response);
    stream.send({ id: '1', type: 'a', key: 'a', data: '1' });
    stream.end();
    stream.send({ id: '2', type: 'a', key: 'a', data: '2' });
    expect(await whole).toMatchObject([{ id: '1', event: 'a', data: '1' }]);
  });
});
