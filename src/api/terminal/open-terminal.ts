import type WebSocket from 'ws';
import type { TerminalEnd, TerminalSize } from '../../domain/terminal';
import { vpsWorkflowId } from '../../domain/names';
import type { VpsRecord } from '../../domain/vps';
import { holdFrames } from '../../platform/held-frames';
import { noteTerminal } from '../../workflows/vps-messages';
import { asProblem, Problem } from '../problems';
import { quickly } from '../temporal/quickly';
import { requireVps } from '../temporal/read-vps';
import { saySilence, type RunnerDirectory } from '../temporal/runners';
import type { TerminalDeps } from './deps';
import { keepAlive } from './liveness';
import { orderTerminal } from './order-terminal';
import { relay } from './relay';
import type { Tickets } from './tickets';

const CLOSED_NORMALLY = 1000;

export interface TerminalRequest {
  taskId: string;
  actor: string;
  size: TerminalSize;
}

/** Serves a terminal over the connection of a browser, to its end. Whatever fails is said there. Never rejects. */
export async function openTerminal(
  deps: TerminalDeps & { runners: RunnerDirectory; tickets: Tickets },
  browser: WebSocket,
  request: TerminalRequest,
): Promise<void> {
  keepAlive(browser);
  let end: TerminalEnd | undefined;
  try {
    end = await serve(deps, browser, request);
  } catch (error) {
    const { code, message } = asProblem(error);
    deps.log.warn({ task_id: request.taskId, actor: request.actor, code, detail: message }, 'no terminal');
    end = { type: 'error', code, detail: message };
  }
  if (browser.readyState !== browser.OPEN) return;
  browser.send(JSON.stringify(end));
  browser.close(CLOSED_NORMALLY);
}

async function serve(
  deps: TerminalDeps & { runners: RunnerDirectory; tickets: Tickets },
  browser: WebSocket,
  { taskId, actor, size }: TerminalRequest,
): Promise<TerminalEnd> {
  const early = holdFrames(browser);
  const { record } = await requireVps(deps, taskId);
  if (record.status !== 'running') {
    throw new Problem('invalid_state', `${taskId} is ${record.status}; a terminal needs one that runs.`);
  }
  await requireRunner(deps.runners, record);
  const runner = await orderTerminal(deps, deps.tickets, { record, actor, size });
  keepAlive(runner);
  deps.log.info({ task_id: taskId, actor }, 'terminal opened');
  void note(deps, record, actor);
  const ended = relay(browser, runner);
  early.release();
  const stop = (): void => runner.close(CLOSED_NORMALLY);
  deps.closing.addEventListener('abort', stop, { once: true });
  const end = await ended;
  deps.closing.removeEventListener('abort', stop);
  runner.close(CLOSED_NORMALLY);
  return end ?? { type: 'error', code: 'terminal_ended', detail: sayWhy(deps, record) };
}

function sayWhy({ closing }: TerminalDeps, { runner }: VpsRecord): string {
  return closing.aborted ? 'The API is ending.' : `The connection to runner ${runner} was lost.`;
}

/** At once, rather than after a time that a person waits through. */
async function requireRunner(runners: RunnerDirectory, { runner }: VpsRecord): Promise<void> {
  const sighting = await runners.sighting(runner);
  if (sighting?.alive === true) return;
  throw new Problem('runner_silent', `Runner ${runner} is ${saySilence(sighting ?? { last_seen: null })}.`);
}

/** In the VPS's own record, where its owner looks. That it cannot be noted there closes no terminal. */
async function note(deps: TerminalDeps, { task_id }: VpsRecord, actor: string): Promise<void> {
  const handle = deps.client.workflow.getHandle(vpsWorkflowId(task_id));
  try {
    await quickly(deps, () => handle.signal(noteTerminal, { actor, at: new Date().toISOString() }));
  } catch (error) {
    deps.log.warn({ task_id, actor, err: error }, 'a terminal could not be noted in the record of the VPS');
  }
}
