import { type ErrorCode, isErrorCode } from './errors';

/**
 * The web terminal, as its three parties speak it: the person's browser, the API, and the runner, which dials the API.
 * On both connections binary frames are the bytes of the terminal, and text frames are the JSON below.
 */

/** The WebSocket subprotocol between browser and API. */
export const TERMINAL_PROTOCOL = 'holdfast.terminal.v1';
/** Between runner and API. */
export const RUNNER_TERMINAL_PROTOCOL = 'holdfast.runner-terminal.v1';

/** Where a runner dials, under the address of the API. */
export const RUNNER_TERMINAL_PATH = '/api/runner/terminal';

/** The step, as Temporal knows it. */
export const OPEN_TERMINAL = 'openTerminal';

export interface TerminalSize {
  cols: number;
  rows: number;
}

export const DEFAULT_TERMINAL_SIZE: TerminalSize = { cols: 80, rows: 24 };
/** More columns or rows than any screen has. */
export const LARGEST_TERMINAL_SIDE = 1000;

/** What the runner, and then the API, says last. */
export type TerminalEnd =
  { type: 'exit'; code: number | null } | { type: 'error'; code: ErrorCode; detail: string };

/** What a runner is asked to open. It holds a secret and travels sealed. */
export interface TerminalOrder extends TerminalSize {
  task_id: string;
  container_id: string;
  /** Opens one connection to the API, once, for a few seconds. */
  ticket: string;
  /** Which of the addresses that the runner knows is to be dialled; null is the first. */
  api_url: string | null;
}

/** The step's input as the history shows it. */
export interface OpenTerminalInput {
  task_id: string;
  actor: string;
  /** A {@link TerminalOrder} as JSON, sealed. */
  sealed_order: string;
}

/** How a terminal ended, as the audit has it. */
export interface TerminalRecord {
  /** The shell's exit code; null when it was hung up. */
  exit_code: number | null;
  reason: string;
  seconds: number;
  bytes_in: number;
  bytes_out: number;
}

/** The size that a text frame of the browser asks for; undefined when it is no such frame. */
export function parseResize(text: string): TerminalSize | undefined {
  const message = parseObject(text);
  if (message?.['type'] !== 'resize') return undefined;
  const { cols, rows } = message;
  return isSide(cols) && isSide(rows) ? { cols, rows } : undefined;
}

/** Whether a text frame of the browser asks for output to stop or to go on: it draws more slowly than the shell prints. */
export function parseFlow(text: string): 'pause' | 'resume' | undefined {
  const type = parseObject(text)?.['type'];
  return type === 'pause' || type === 'resume' ? type : undefined;
}

/** What a text frame of the runner says; undefined when it says nothing that we know. */
export function parseTerminalEnd(text: string): TerminalEnd | undefined {
  const message = parseObject(text);
  const code = message?.['code'];
  if (message?.['type'] === 'exit' && (typeof code === 'number' || code === null)) {
    return { type: 'exit', code };
  }
  const detail = message?.['detail'];
  if (message?.['type'] !== 'error' || typeof code !== 'string' || typeof detail !== 'string')
    return undefined;
  return isErrorCode(code) ? { type: 'error', code, detail } : undefined;
}

function isSide(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LARGEST_TERMINAL_SIDE;
}

function parseObject(text: string): { [key: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
