import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client';
import { note } from './context';
import { readEvents } from './event-source';
import { CliError, EXIT } from './exit-codes';
import type { Operation } from './shapes';
import { makeDisplay } from './show-progress';

const POLL_MS = 1000;

export interface FollowOptions {
  /** Seconds; undefined for as long as it takes. */
  waitSeconds?: number | undefined;
  /** Shows nothing on the way. */
  isQuiet?: boolean;
}

/**
 * Follows an operation to its end, through its event stream; where there is none to be had, by asking. An API that is
 * away for a moment is waited for. Undefined when the waiting time is over and the operation goes on.
 *
 * Ctrl-C ends the command, never the operation.
 */
export async function followOperation(
  api: ApiClient,
  id: string,
  { waitSeconds, isQuiet = false }: FollowOptions = {},
): Promise<Operation | undefined> {
  const display = makeDisplay(isQuiet);
  const onInterrupt = (): void => {
    display.end();
    note(
      `The operation goes on. Follow it:  holdfast op watch ${id}\n                    Cancel it:  holdfast op cancel ${id}`,
    );
    process.exit(EXIT.interrupted);
  };
  process.once('SIGINT', onInterrupt);
  const isOver = new AbortController();
  const timer = waitSeconds === undefined ? undefined : setTimeout(() => isOver.abort(), waitSeconds * 1000);
  try {
    const ended = untilEnded(api, id, (operation) => display.show(operation), isOver.signal);
    return await Promise.race([ended, aborted(isOver.signal)]);
  } finally {
    isOver.abort();
    clearTimeout(timer);
    display.end();
    process.removeListener('SIGINT', onInterrupt);
  }
}

async function untilEnded(
  api: ApiClient,
  id: string,
  show: (operation: Operation) => void,
  stop: AbortSignal,
): Promise<Operation | undefined> {
  const path = `/api/operations/${id}`;
  let lastEventId: string | undefined;
  let ended: Operation | undefined;
  while (!stop.aborted) {
    try {
      for await (const event of readEvents(api, `${path}/events`, lastEventId)) {
        if (stop.aborted) return undefined;
        lastEventId = event.id ?? lastEventId;
        if (event.type !== 'operation') continue;
        const operation = event.data as Operation;
        show(operation);
        if (operation.ended_at !== null) ended = operation;
      }
    } catch (error) {
      if (error instanceof CliError && error.exitCode !== EXIT.unreachable) throw error;
    }
    if (ended !== undefined) return ended;
    // The stream broke off, or is not to be had: perhaps a plain question is answered.
    const operation = await api.patiently(() => api.get<Operation>(path));
    show(operation);
    if (operation.ended_at !== null) return operation;
    await sleep(POLL_MS);
  }
  return undefined;
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return undefined;
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
}
