import type { Duplex } from 'node:stream';
import type { RawData } from 'ws';
import { parseResize, type TerminalSize } from '../../domain/terminal';
import type { Call } from './dial';

/** Bytes that may wait for the API before the shell is made to wait. */
const HIGH_WATER = 256 * 1024;
const LOW_WATER = 64 * 1024;
/** The API pings every 15 seconds. */
const SILENCE_MS = 60_000;
const WATCH_EVERY_MS = 1000;

/** Why the two have parted. */
export type Parting = 'shell_ended' | 'hung_up' | 'idle' | 'cancelled';

export interface Conversation {
  parting: Parting;
  bytesIn: number;
  bytesOut: number;
}

export interface ConversationOptions {
  idleMs: number;
  resize: (size: TerminalSize) => void;
  /** Ends it. */
  signal: AbortSignal;
}

/**
 * Carries bytes between the API and a shell until one of them ends, neither faster than the other takes them: no more
 * than some hundred kilobytes are ever held. Leaves both open that are.
 */
export async function converse(
  { socket, early }: Call,
  stream: Duplex,
  { idleMs, resize, signal }: ConversationOptions,
): Promise<Conversation> {
  const counts = { bytesIn: 0, bytesOut: 0 };
  const now = (): number => performance.now();
  let [heardAt, movedAt] = [now(), now()];

  const onMessage = (data: RawData, isBinary: boolean): void => {
    heardAt = now();
    const bytes = bytesOf(data);
    if (!isBinary) {
      const size = parseResize(bytes.toString());
      if (size !== undefined) resize(size);
      return;
    }
    movedAt = now();
    counts.bytesIn += bytes.length;
    if (!stream.write(bytes)) socket.pause();
  };
  const onDrain = (): void => socket.resume();
  const onPing = (): void => {
    heardAt = now();
  };
  const onData = (bytes: Buffer): void => {
    movedAt = now();
    counts.bytesOut += bytes.length;
    socket.send(bytes, { binary: true }, () => {
      if (socket.bufferedAmount <= LOW_WATER) stream.resume();
    });
    if (socket.bufferedAmount > HIGH_WATER) stream.pause();
  };

  const parting = await new Promise<Parting>((resolve) => {
    const watch = setInterval(() => {
      if (now() - movedAt > idleMs) part('idle');
      // One that was made to wait is not heard.
      if (!socket.isPaused && now() - heardAt > SILENCE_MS) part('hung_up');
    }, WATCH_EVERY_MS);
    const onShellEnd = (): void => part('shell_ended');
    const onHangUp = (): void => part('hung_up');
    const onAbort = (): void => part('cancelled');
    const part = (why: Parting): void => {
      clearInterval(watch);
      signal.removeEventListener('abort', onAbort);
      socket.off('message', onMessage).off('ping', onPing).off('close', onHangUp);
      stream.off('data', onData).off('drain', onDrain);
      stream.off('end', onShellEnd).off('close', onShellEnd);
      resolve(why);
    };
    signal.addEventListener('abort', onAbort);
    socket.on('message', onMessage).on('ping', onPing).on('close', onHangUp);
    stream.on('data', onData).on('drain', onDrain).on('end', onShellEnd).on('close', onShellEnd);
    stream.on('error', () => undefined);
    early.release();
    stream.resume();
    if (signal.aborted) onAbort();
    if (socket.readyState !== socket.OPEN) onHangUp();
  });
  return { parting, ...counts };
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
