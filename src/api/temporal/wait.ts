import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { underAny } from '../../abort/under-any';
import { applyChanges, type VpsChange } from '../../domain/changes';
import type { ErrorCode } from '../../domain/errors';
import type { JsonObject } from '../../domain/json';
import type { OperationOutcome } from '../../domain/outcome';
import type { VpsMemo } from '../../domain/vps';
import { readFailure } from './failure';
import { isExecutionNotFound, isTemporalUnreachable } from './grpc-errors';
import type { TemporalDeps } from './quickly';
import { listVps, readEntity, readVps, SETTLE_MS } from './read-vps';
import { growingPauses, repeatUntil } from './repeat-until';

/** An operation, by its id and the VPS that it belongs to. */
export interface OperationRef {
  id: string;
  taskId: string;
}

export type OperationEnd =
  | { type: 'succeeded'; result: JsonObject; changes: VpsChange[] }
  | { type: 'failed'; code: ErrorCode; detail: string }
  /** It goes on: the waiting time is over, or nobody waits any more. */
  | { type: 'pending' };

const VISIBLE_MS = 1000;

/**
 * Waits for the end of an operation that has been accepted. While it stands in its VPS's queue it has no execution
 * yet, and is asked for again and again; once it has one, a single call waits for its end.
 *
 * @param hangUp ends the waiting early; the operation goes on
 */
export async function waitForOperation(
  { client, closing }: TemporalDeps,
  { id }: OperationRef,
  waitMs: number,
  hangUp: AbortSignal,
): Promise<OperationEnd> {
  if (waitMs <= 0) return { type: 'pending' };
  return underAny([hangUp, closing], (signal) => waitUnder(signal, client, id), waitMs);
}

async function waitUnder(
  signal: AbortSignal,
  client: TemporalDeps['client'],
  id: string,
): Promise<OperationEnd> {
  const handle = client.workflow.getHandle<() => Promise<OperationOutcome>>(id);
  for (const pause of growingPauses()) {
    try {
      // The client never takes its listeners off a signal: each attempt has one of its own.
      const { result, changes } = await underAny([signal], (attempt) =>
        client.withAbortSignal(attempt, () => handle.result()),
      );
      return { type: 'succeeded', result, changes };
    } catch (error) {
      if (signal.aborted) break;
      if (error instanceof WorkflowFailedError) return { type: 'failed', ...readFailure(error.cause) };
      // Accepted is accepted: when Temporal is away for a moment, the operation is only not to be seen.
      if (!isExecutionNotFound(error) && !isTemporalUnreachable(error)) throw error;
    }
    await pauseFor(pause, signal);
    if (signal.aborted) break;
  }
  return { type: 'pending' };
}

/**
 * After an operation's end, waits until the VPS's record holds what it did, so that a read which follows its answer
 * sees it. Returns the record; undefined when the VPS is gone.
 *
 * Gives up after three seconds, and when Temporal is away: the operation's end is known, and is to be told.
 */
export async function waitForRecord(
  deps: TemporalDeps,
  { id, taskId }: OperationRef,
): Promise<VpsMemo | undefined> {
  let memo: VpsMemo | undefined;
  await repeatUntil(SETTLE_MS, async () => {
    memo = await readVps(deps, taskId);
    return memo === undefined || memo.recent.includes(id);
  });
  return memo;
}

/**
 * The VPS's record with what the operation did, without waiting until the entity has written it down: it will do just
 * this. Reads of the record that follow wait for it, see {@link Unsettled}. Gives up as {@link waitForRecord} does.
 */
export async function foreseeRecord(
  deps: TemporalDeps,
  operation: OperationRef,
  changes: readonly VpsChange[],
): Promise<VpsMemo | undefined> {
  const { id, taskId } = operation;
  let memo: VpsMemo | undefined;
  try {
    memo = await readEntity(deps, taskId);
  } catch (error) {
    if (!isTemporalUnreachable(error)) throw error;
  }
  if (memo?.recent.includes(id) === true) return memo;
  if (memo?.current?.id !== id || deps.unsettled === undefined) return waitForRecord(deps, operation);
  deps.unsettled.note(taskId, id);
  return { ...memo, record: applyChanges(memo.record, changes), current: null };
}

/** The same for the list of VPSs, which is a moment behind the record. Gives up after one second. */
export async function waitForList(
  deps: TemporalDeps,
  { id, taskId }: OperationRef,
  isGone: boolean,
): Promise<void> {
  await repeatUntil(VISIBLE_MS, async () => {
    const { memos } = await listVps(deps, { taskId }, { limit: 1 });
    return isGone ? memos.length === 0 : memos.some(({ recent }) => recent.includes(id));
  });
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  // An abort is not an error here: the caller looks at the signal.
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
