import type { IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import { TERMINAL_PROTOCOL } from '../../../src/domain/terminal';
import { stack } from '../../support/stack';
import { eventually } from './eventually';

/** What a shell waits behind; busybox's also asks where the cursor is, and clears what follows. */
export const PROMPT = /[#$] (\[(6n|J))*$/;

const open = new Set<WebSocket>();

/** Closes whatever a test has left open. */
export function closeTerminals(): void {
  for (const socket of open) socket.terminate();
  open.clear();
}

export interface TerminalOptions {
  api?: string;
  headers?: Record<string, string>;
  query?: string;
  protocol?: string;
}

/** A person at a web terminal: what a browser would send and show. */
export class TerminalClient {
  private output = '';
  private readonly ends: { type: string; code: unknown; detail?: string }[] = [];
  private closed = false;
  /** Bytes that have come, also those that are no longer kept. */
  received = 0;

  private constructor(readonly socket: WebSocket) {
    open.add(socket);
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        this.received += data.length;
        this.output = (this.output + data.toString('latin1')).slice(-200_000);
      } else {
        this.ends.push(JSON.parse(data.toString()) as { type: string; code: unknown; detail?: string });
      }
    });
    socket.on('close', () => (this.closed = true));
    socket.on('error', () => undefined);
  }

  /** Resolves when the API has accepted the connection; rejects with the answer when it has not. */
  static async open(taskId: string, options: TerminalOptions = {}): Promise<TerminalClient> {
    const { api = stack().apiUrl, headers = {}, query = '', protocol = TERMINAL_PROTOCOL } = options;
    const url = `${api.replace('http', 'ws')}/api/vps/terminal/${taskId}${query}`;
    const socket = new WebSocket(url, protocol, { headers, perMessageDeflate: false });
    const client = new TerminalClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('unexpected-response', (_request, response: IncomingMessage) => {
        void readAll(response).then((text) => reject(new Refusal(response.statusCode ?? 0, text)));
      });
      socket.once('error', reject);
    });
    return client;
  }

  /** The same, and waits for the prompt. */
  static async openToPrompt(taskId: string, options: TerminalOptions = {}): Promise<TerminalClient> {
    const client = await TerminalClient.open(taskId, options);
    await client.untilShown(PROMPT);
    return client;
  }

  type(text: string): void {
    this.socket.send(Buffer.from(text));
  }

  resize(cols: number, rows: number): void {
    this.socket.send(JSON.stringify({ type: 'resize', cols, rows }));
  }

  /** Everything shown, as UTF-8, without escape characters. */
  get shown(): string {
    return Buffer.from(this.output, 'latin1').toString().replaceAll('\u001b', '');
  }

  async untilShown(what: string | RegExp, options: { withinMs?: number } = {}): Promise<string> {
    try {
      return await eventually(
        `the terminal shows ${String(what)}`,
        () => (typeof what === 'string' ? this.shown.includes(what) : what.test(this.shown)) && this.shown,
        options,
      );
    } catch (error) {
      const state = { closed: this.closed, ends: this.ends, shown: this.shown.slice(-500) };
      throw new Error(JSON.stringify(state), { cause: error });
    }
  }

  /** Types a command and returns what was shown from then on to its end. */
  async run(command: string): Promise<string> {
    const before = this.shown.length;
    this.type(`${command}; echo "<do""ne>"\n`);
    await this.untilShown('<done>');
    const text = this.shown.slice(before);
    this.output = '';
    return text;
  }

  async close(): Promise<void> {
    this.socket.close();
    await eventually('the connection is closed', () => this.closed);
  }

  /** What the API said last, once it has closed the connection. */
  async untilEnded(
    options: { withinMs?: number } = {},
  ): Promise<{ type: string; code: unknown; detail?: string }> {
    await eventually('the terminal is ended', () => this.closed, options);
    expect(this.ends).toHaveLength(1);
    const [end] = this.ends;
    return end ?? { type: 'none', code: null };
  }
}

/** An upgrade that was answered as an ordinary request. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly text: string,
  ) {
    super(`${status} ${text}`);
  }

  get code(): unknown {
    return (JSON.parse(this.text) as { code?: unknown }).code;
  }
}

/** An attempt that must be refused before anything is opened. */
export async function refusedTerminal(taskId: string, options: TerminalOptions = {}): Promise<Refusal> {
  const outcome = await TerminalClient.open(taskId, options).catch((error: unknown) => error);
  if (outcome instanceof Refusal) return outcome;
  if (outcome instanceof TerminalClient) outcome.socket.terminate();
  throw new Error(`expected a refusal, not ${String(outcome)}`);
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
