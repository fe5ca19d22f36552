import { ApplicationFailure } from '@temporalio/common';
import type {
  OpenTerminalInput,
  TerminalEnd,
  TerminalOrder,
  TerminalRecord,
  TerminalSize,
} from '../../domain/terminal';
import type { Settings } from '../../platform/settings';
import { underAny } from '../../abort/under-any';
import { engineSays, failure } from '../failures';
import { inspectContainer } from '../thaw';
import type { Runner } from '../runner';
import { bidFarewell, conclude, endOf } from './conclude';
import { type Conversation, converse } from './converse';
import { type Call, chooseApiUrl, dialApi } from './dial';
import { hangUp, type Shell, type ShellRef, startShell } from './shell';

/** So many terminals may be open on a runner at once. */
export const MAX_TERMINALS = 20;

export interface TerminalsOptions {
  settings: Pick<Settings, 'HOLDFAST_TERMINAL' | 'HOLDFAST_TERMINAL_IDLE_SECONDS' | 'HOLDFAST_API_URL'>;
  /** Opens what the API sealed for terminals. */
  unseal: (sealed: string) => string;
  /** Ends all of them: the runner is about to end. */
  ending: AbortSignal;
}

/**
 * The terminals of a runner. One is a step that lasts for as long as the terminal does, so that Temporal shows who is
 * in which VPS, and can end it.
 */
export class Terminals {
  private open = 0;

  constructor(private readonly options: TerminalsOptions) {}

  /**
   * Opens a terminal and stays with it to its end. An attempt after the first opens nothing: the runner was cut off,
   * and what is left of the shell that it had started is to be ended, as soon as that is possible.
   */
  async perform(runner: Runner, input: OpenTerminalInput): Promise<TerminalRecord> {
    if (runner.activity.info.attempt > 1) return endLeftShell(runner);
    if (!this.options.settings.HOLDFAST_TERMINAL) {
      throw failure('terminal_disabled', 'The runner lets no terminals in (HOLDFAST_TERMINAL).');
    }
    if (this.open >= MAX_TERMINALS) {
      throw failure('terminal_limit', `${this.open} terminals are open on the runner.`);
    }
    this.open++;
    try {
      return await this.serve(runner, input);
    } finally {
      this.open--;
    }
  }

  private async serve(runner: Runner, input: OpenTerminalInput): Promise<TerminalRecord> {
    const order = this.unsealOrder(input);
    const url = chooseApiUrl(this.options.settings.HOLDFAST_API_URL, order.api_url);
    // Before anything is started: an order that is late, or was answered already, is refused here.
    const call = await dialApi(url, order.ticket);
    const { socket } = call;
    const since = performance.now();
    try {
      const shell = await startShellIn(runner, order, () => socket.readyState === socket.OPEN);
      if (shell === undefined) return record(since, 'hung up before there was a shell');
      runner.remember({ ...shell.ref });
      runner.log.info({ task_id: input.task_id, actor: input.actor }, 'terminal opened');
      const conversation = await this.attend(runner, call, shell, order);
      const { end, reason } = await conclude(runner.docker, shell.ref, conversation);
      bidFarewell(socket, end);
      const { bytesIn, bytesOut } = conversation;
      const kept = { ...record(since, reason, end), bytes_in: bytesIn, bytes_out: bytesOut };
      runner.log.info({ task_id: input.task_id, actor: input.actor, ...kept }, 'terminal ended');
      return kept;
    } catch (error) {
      bidFarewell(socket, endOf(error));
      throw error;
    }
  }

  private async attend(
    { docker, activity }: Runner,
    call: Call,
    { stream, ref }: Shell,
    size: TerminalSize,
  ): Promise<Conversation> {
    const resize = ({ cols, rows }: TerminalSize): void => {
      // A shell that has just ended has no size.
      docker.execs.resize(ref.exec_id, { cols, rows }).catch(() => undefined);
    };
    resize(size);
    try {
      const idleMs = this.options.settings.HOLDFAST_TERMINAL_IDLE_SECONDS * 1000;
      return await underAny([this.options.ending, activity.cancellationSignal], (signal) =>
        converse(call, stream, { idleMs, resize, signal }),
      );
    } finally {
      stream.destroy();
    }
  }

  /** What was not sealed by the API for this very request is nobody's order. */
  private unsealOrder({ sealed_order, task_id }: OpenTerminalInput): TerminalOrder {
    try {
      const order = JSON.parse(this.options.unseal(sealed_order)) as TerminalOrder;
      if (order.task_id === task_id) return order;
    } catch (error) {
      throw failure('terminal_failed', error instanceof Error ? error.message : 'The order does not open.');
    }
    throw failure('terminal_failed', 'The order is for another VPS.');
  }
}

/** Whatever fails here is final: nothing has been started that a later attempt would have to end. */
async function startShellIn(
  runner: Runner,
  order: TerminalOrder,
  isWanted: () => boolean,
): Promise<Shell | undefined> {
  try {
    return await lookAndStart(runner, order, isWanted);
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    throw failure('terminal_failed', error instanceof Error ? engineSays(error) : String(error));
  }
}

async function lookAndStart(
  runner: Runner,
  { container_id, task_id }: TerminalOrder,
  isWanted: () => boolean,
): Promise<Shell | undefined> {
  const container = await inspectContainer(runner, container_id);
  const state = container?.State.Status ?? 'gone';
  // One that a snapshot has frozen is waited for.
  if (container === null || (state !== 'running' && state !== 'paused')) {
    throw failure('invalid_state', `${task_id} does not run; its container is ${state}.`);
  }
  return startShell(runner.docker.execs, container.Id, isWanted);
}

/** The step of a runner that was cut off. Fails while the container is frozen, and is then tried again. */
async function endLeftShell({ docker, remembered }: Runner): Promise<TerminalRecord> {
  const reason = 'the runner was cut off; what was left of the shell has been ended';
  if (isShellRef(remembered)) await hangUp(docker.execs, remembered);
  return record(performance.now(), reason);
}

function record(since: number, reason: string, end?: TerminalEnd): TerminalRecord {
  return {
    exit_code: end?.type === 'exit' ? end.code : null,
    reason,
    seconds: Math.round((performance.now() - since) / 1000),
    bytes_in: 0,
    bytes_out: 0,
  };
}

function isShellRef(details: unknown): details is ShellRef {
  return typeof details === 'object' && details !== null && 'exec_id' in details && 'pid' in details;
}
