import { setTimeout } from 'node:timers/promises';
import type WebSocket from 'ws';
import type { Containers } from '../../docker/containers';
import type { EngineConnection } from '../../docker/engine';
import { isLive } from '../../domain/container';
import { type ErrorCode, isErrorCode } from '../../domain/errors';
import type { TerminalEnd } from '../../domain/terminal';
import type { Conversation, Parting } from './converse';
import { exitCodeOf, hangUp, type ShellRef } from './shell';

/** The exit code of what was ended by SIGKILL. */
const KILLED = 137;
const STOPPING_MS = 2000;
const STOPPING_POLL_MS = 50;

const PARTINGS: Record<Exclude<Parting, 'shell_ended'>, string> = {
  hung_up: 'the other side hung up',
  idle: 'nothing was typed or printed for too long',
  cancelled: 'the runner is ending, or somebody has ended it in Temporal',
};

export interface Conclusion {
  /** For the person. */
  end: TerminalEnd;
  /** For the audit. */
  reason: string;
}

/** Brings a terminal to its end after one side has left: no shell is left running. */
export async function conclude(
  docker: EngineConnection,
  ref: ShellRef,
  { parting }: Conversation,
): Promise<Conclusion> {
  if (parting === 'shell_ended') return concludeShell(docker, ref);
  await hangUp(docker.execs, ref);
  const reason = PARTINGS[parting];
  return { end: terminalEnded(`The terminal was ended: ${reason}.`), reason };
}

async function concludeShell({ containers, execs }: EngineConnection, ref: ShellRef): Promise<Conclusion> {
  const code = await exitCodeOf(execs, ref);
  if ((code ?? KILLED) === KILLED && (await isStopping(containers, ref.container_id))) {
    return { end: terminalEnded('The VPS has stopped.'), reason: 'the VPS stopped' };
  }
  // The engine has let go of a shell that still runs: a connection that broke.
  if (code === undefined) await hangUp(execs, ref);
  return { end: { type: 'exit', code: code ?? null }, reason: 'the shell ended' };
}

/** Docker kills the shells of a container a moment before the container counts as stopped. */
async function isStopping(containers: Containers, id: string): Promise<boolean> {
  const since = performance.now();
  for (;;) {
    const container = await containers.inspect(id);
    if (container === null || !isLive(container.State.Status)) return true;
    if (performance.now() - since > STOPPING_MS) return false;
    await setTimeout(STOPPING_POLL_MS);
  }
}

function terminalEnded(detail: string): TerminalEnd {
  return { type: 'error', code: 'terminal_ended', detail };
}

/** Says the last word on a connection and closes it. */
export function bidFarewell(socket: WebSocket, end: TerminalEnd): void {
  socket.resume();
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(end));
  socket.close(1000);
}

/** What a person is told of a failure. */
export function endOf(error: unknown): TerminalEnd {
  const { type, message } = error as { type?: unknown; message?: unknown };
  const code: ErrorCode = typeof type === 'string' && isErrorCode(type) ? type : 'terminal_failed';
  return { type: 'error', code, detail: typeof message === 'string' ? message : 'The terminal failed.' };
}
