import { randomUUID } from 'node:crypto';
import type { ActivityHandle } from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type WebSocket from 'ws';
import { runnerTaskQueue } from '../../domain/names';
import {
  OPEN_TERMINAL,
  type OpenTerminalInput,
  type TerminalOrder,
  type TerminalRecord,
  type TerminalSize,
} from '../../domain/terminal';
import type { VpsRecord } from '../../domain/vps';
import { Problem } from '../problems';
import { readFailure } from '../temporal/failure';
import { quickly } from '../temporal/quickly';
import type { TerminalDeps } from './deps';
import { TICKET_MS, type Tickets } from './tickets';

/** Longer than anybody sits at a terminal; what is left of a shell after that is left. */
const LONGEST_TERMINAL = '7 days';
/** Of a runner that was killed: then the shell that it left behind is ended by the next attempt. */
const HEARTBEAT_TIMEOUT = '30s';

/**
 * Asks a VPS's runner to call, and waits for its call. The step that is asked for lasts as long as the terminal does:
 * it is the audit of who was in which VPS, when, and how that ended.
 *
 * @throws Problem `runner_silent`, `terminal_failed`, and what the runner refuses with
 */
export async function orderTerminal(
  deps: TerminalDeps,
  tickets: Tickets,
  { record, actor, size }: { record: VpsRecord; actor: string; size: TerminalSize },
): Promise<WebSocket> {
  const ticket = tickets.issue();
  const order: TerminalOrder = {
    task_id: record.task_id,
    container_id: record.container?.id ?? '',
    ticket: ticket.text,
    api_url: deps.settings.HOLDFAST_CALLBACK_URL ?? null,
    ...size,
  };
  const handle = await start(deps, record, {
    task_id: record.task_id,
    actor,
    sealed_order: deps.sealOrder(JSON.stringify(order)),
  });
  const done = new AbortController();
  try {
    return await Promise.race([
      ticket.redeemed,
      failureOf(deps, handle, done.signal),
      lateness(record, done.signal),
    ]);
  } catch (error) {
    // One that nobody has taken up would otherwise be, when the runner is back.
    await quickly(deps, () => handle.terminate('nobody waits for it any more')).catch(() => undefined);
    throw error;
  } finally {
    done.abort();
    ticket.void();
  }
}

function start(
  deps: TerminalDeps,
  { task_id, runner }: VpsRecord,
  input: OpenTerminalInput,
): Promise<ActivityHandle<TerminalRecord>> {
  return quickly(deps, () =>
    deps.client.activity.start<TerminalRecord>(OPEN_TERMINAL, {
      id: `terminal:${task_id}:${randomUUID()}`,
      taskQueue: runnerTaskQueue(runner),
      args: [input],
      scheduleToCloseTimeout: LONGEST_TERMINAL,
      heartbeatTimeout: HEARTBEAT_TIMEOUT,
      summary: `Terminal into ${task_id} for ${input.actor}`,
      typedSearchAttributes: searchAttributes({
        VpsId: task_id,
        Runner: runner,
        Operation: 'terminal',
        Actor: input.actor,
      }),
    }),
  );
}

function searchAttributes(values: { [name: string]: string }): SearchAttributePair[] {
  return Object.entries(values).map(([name, value]) => ({
    key: defineSearchAttributeKey(name, 'KEYWORD'),
    value,
  }));
}

/** Rejects with what the runner says when it cannot call. */
async function failureOf(
  { client }: TerminalDeps,
  handle: ActivityHandle<TerminalRecord>,
  signal: AbortSignal,
): Promise<never> {
  try {
    await client.withAbortSignal(signal, () => handle.result());
  } catch (error) {
    const { code, detail } = readFailure(error);
    throw new Problem(code === 'internal' ? 'terminal_failed' : code, detail);
  }
  throw new Problem('terminal_failed', 'The runner ended the terminal before it was open.');
}

function lateness({ runner }: VpsRecord, signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Problem('runner_silent', `Runner ${runner} has not answered within ${TICKET_MS / 1000} s.`));
    }, TICKET_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
