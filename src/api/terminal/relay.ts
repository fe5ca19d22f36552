import type WebSocket from 'ws';
import type { RawData } from 'ws';
import { parseFlow, parseResize, parseTerminalEnd, type TerminalEnd } from '../../domain/terminal';

/** Bytes that may wait for a slow browser before the runner, and by that the shell, is made to wait. */
const HIGH_WATER = 256 * 1024;
const LOW_WATER = 64 * 1024;

/**
 * Joins a browser and a runner until one of them leaves. Bytes pass as they are; of text frames only those that the
 * protocol knows, written anew.
 *
 * @returns what the runner said last; undefined when it left without a word, or the browser left first
 */
export async function relay(browser: WebSocket, runner: WebSocket): Promise<TerminalEnd | undefined> {
  return new Promise((resolve) => {
    let end: TerminalEnd | undefined;
    const output = pass(runner, browser, (text) => {
      end ??= parseTerminalEnd(text);
      return undefined;
    });
    pass(browser, runner, (text) => {
      const flow = parseFlow(text);
      if (flow !== undefined) output.hold(flow === 'pause');
      const size = parseResize(text);
      return size && JSON.stringify({ type: 'resize', ...size });
    });
    const leave = (): void => resolve(end);
    for (const socket of [browser, runner]) {
      socket.once('close', leave);
      if (socket.readyState !== socket.OPEN) leave();
    }
  });
}

interface Passage {
  /** Whether the receiver has asked for nothing more to come. */
  hold(held: boolean): void;
}

/** Passes frames on, no faster than they are taken. */
function pass(from: WebSocket, to: WebSocket, rewrite: (text: string) => string | undefined): Passage {
  let isHeld = false;
  const goOn = (): void => {
    if (from.isPaused && !isHeld && to.bufferedAmount <= LOW_WATER) from.resume();
  };
  from.on('message', (data: RawData, isBinary: boolean) => {
    const payload = isBinary ? data : rewrite(textOf(data));
    if (payload === undefined || to.readyState !== to.OPEN) return;
    to.send(payload, { binary: isBinary }, goOn);
    if (to.bufferedAmount > HIGH_WATER) from.pause();
  });
  // What has been paused would not notice that it was closed.
  to.once('close', () => from.resume());
  return {
    hold: (held) => {
      isHeld = held;
      if (held) from.pause();
      else goOn();
    },
  };
}

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString() : '';
}
