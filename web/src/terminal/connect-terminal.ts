import { TERMINAL_PROTOCOL, type TerminalSize } from '../../../src/domain/terminal';

/** The API takes no message of more than 64 KiB. */
const PIECE_BYTES = 16 * 1024;
/** Bytes that may wait to be drawn before the shell is made to wait, and when it may go on. */
const UNDRAWN_HIGH = 512 * 1024;
const UNDRAWN_LOW = 64 * 1024;

export type TerminalEnd =
  | { kind: 'exit'; code: number | null }
  | { kind: 'error'; code: string; detail: string }
  /** The connection could not be made, or broke without a word. */
  | { kind: 'lost' };

export interface TerminalEvents {
  /** `drawn` is to be called once the bytes are on the screen. */
  onBytes: (bytes: Uint8Array, drawn: () => void) => void;
  onEnd: (end: TerminalEnd) => void;
}

export interface TerminalConnection {
  send: (text: string) => void;
  resize: (size: TerminalSize) => void;
  /** Hangs up; nothing more is reported. */
  close: () => void;
}

/** Connects to a terminal in a VPS. */
export function connectTerminal(
  taskId: string,
  size: TerminalSize,
  events: TerminalEvents,
): TerminalConnection {
  const socket = new WebSocket(urlOf(taskId, size), TERMINAL_PROTOCOL);
  socket.binaryType = 'arraybuffer';
  let end: TerminalEnd = { kind: 'lost' };
  let isOurs = true;
  let undrawn = 0;
  let isHeld = false;
  const isOpen = (): boolean => socket.readyState === WebSocket.OPEN;
  const hold = (held: boolean): void => {
    isHeld = held;
    if (isOpen()) socket.send(JSON.stringify({ type: held ? 'pause' : 'resume' }));
  };

  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') {
      end = parseEnd(data) ?? end;
    } else if (data instanceof ArrayBuffer) {
      const { byteLength } = data;
      undrawn += byteLength;
      // A browser takes whatever comes, also more than it can draw.
      if (!isHeld && undrawn > UNDRAWN_HIGH) hold(true);
      events.onBytes(new Uint8Array(data), () => {
        undrawn -= byteLength;
        if (isHeld && undrawn < UNDRAWN_LOW) hold(false);
      });
    }
  });
  socket.addEventListener('close', () => {
    if (isOurs) events.onEnd(end);
  });

  return {
    send: (text) => {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length && isOpen(); at += PIECE_BYTES) {
        socket.send(bytes.subarray(at, at + PIECE_BYTES));
      }
    },
    resize: ({ cols, rows }) => {
      if (isOpen()) socket.send(JSON.stringify({ type: 'resize', cols, rows }));
    },
    close: () => {
      isOurs = false;
      socket.close();
    },
  };
}

function urlOf(taskId: string, { cols, rows }: TerminalSize): string {
  const url = new URL(`/api/vps/terminal/${encodeURIComponent(taskId)}`, window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = new URLSearchParams({ cols: String(cols), rows: String(rows) }).toString();
  return url.href;
}

function parseEnd(text: string): TerminalEnd | undefined {
  try {
    const message = JSON.parse(text) as { type?: unknown; code?: unknown; detail?: unknown };
    const { type, code, detail } = message;
    if (type === 'exit') return { kind: 'exit', code: typeof code === 'number' ? code : null };
    if (type === 'error') return { kind: 'error', code: String(code), detail: String(detail) };
  } catch {
    // Not of our protocol: nothing to say about it.
  }
  return undefined;
}
