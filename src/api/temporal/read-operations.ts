import { type WorkflowExecutionDescription, WorkflowFailedError } from '@temporalio/client';
import type { JsonObject } from '../../domain/json';
import type { OperationMemo } from '../../domain/operation-memo';
import type { OperationOutcome } from '../../domain/outcome';
import { Problem } from '../problems';
import { type OperationSummary, type OperationView, viewTicket } from '../views/operation-view';
import { readFailure } from './failure';
import type { HistoryCache } from './history-cache';
import { readProgress } from './operation-progress';
import { type OperationStep, withPending } from './operation-steps';
import { quickly, type TemporalDeps } from './quickly';
import { readEntity } from './read-vps';
import { findWhatItWaitsFor, type WaitingDeps } from './waiting-for';
import { type ExecutionFacts, type SummaryDeps, summarize } from './summarize-operation';
import type { OperationRef } from './wait';
import { isExecutionNotFound } from './grpc-errors';

export type ProgressDeps = TemporalDeps & SummaryDeps & { histories: HistoryCache };
export type ReadingDeps = WaitingDeps & ProgressDeps;

/** @throws Problem `operation_not_found` */
export async function requireOperation(deps: ReadingDeps, operation: OperationRef): Promise<OperationView> {
  return (await readOperation(deps, operation)) ?? failOperationNotFound(operation);
}

export function failOperationNotFound({ id }: OperationRef): never {
  throw new Problem('operation_not_found', `There is no operation ${id}.`);
}

/** One operation in full, with its steps; from its own history, or from the queue it stands in. Needs no worker. */
export async function readOperation(
  deps: ReadingDeps,
  operation: OperationRef,
): Promise<OperationView | undefined> {
  const handle = deps.client.workflow.getHandle(operation.id);
  try {
    const description = await quickly(deps, () => handle.describe());
    const { summary, steps } = await readDescribed(deps, description);
    const isOver = summary.ended_at !== null;
    return {
      ...summary,
      waiting_for: isOver ? null : await findWhatItWaitsFor(deps, description.raw),
      error: null,
      result: null,
      ...(isOver && (await readEnd(deps, operation.id))),
      steps,
    };
  } catch (error) {
    if (isExecutionNotFound(error)) return readQueued(deps, operation);
    throw error;
  }
}

/** The same as an item of a list, with its progress; undefined when it has no execution (any more). */
export async function readOperationSummary(
  deps: ProgressDeps,
  id: string,
): Promise<OperationSummary | undefined> {
  const handle = deps.client.workflow.getHandle(id);
  try {
    return (await readDescribed(deps, await quickly(deps, () => handle.describe()))).summary;
  } catch (error) {
    if (isExecutionNotFound(error)) return undefined;
    throw error;
  }
}

async function readDescribed(
  deps: ProgressDeps,
  description: WorkflowExecutionDescription,
): Promise<{ summary: OperationSummary; steps: OperationStep[] }> {
  const { runId, workflowId, historyLength, raw } = description;
  const handle = deps.client.workflow.getHandle(workflowId, runId);
  const recorded = await deps.histories.read(runId, historyLength, () =>
    quickly(deps, () => handle.fetchHistory()),
  );
  const steps = withPending(recorded.steps, raw.pendingActivities);
  const summary = summarize(deps, factsOf(description));
  const progress =
    summary.ended_at === null ? readProgress(steps, recorded.expected, raw.pendingActivities) : null;
  return { summary: { ...summary, progress }, steps };
}

function factsOf(description: WorkflowExecutionDescription): ExecutionFacts {
  const { workflowId, runId, status, startTime, closeTime, memo } = description;
  return {
    id: workflowId,
    runId,
    status: status.code,
    startedAt: startTime.getTime(),
    endedAt: closeTime?.getTime() ?? null,
    memo: memo as OperationMemo | undefined,
  };
}

async function readEnd(
  deps: ReadingDeps,
  id: string,
): Promise<Pick<OperationView, 'error'> | Pick<OperationView, 'result'>> {
  try {
    const handle = deps.client.workflow.getHandle<() => Promise<OperationOutcome>>(id);
    const { result }: { result: JsonObject } = await quickly(deps, () => handle.result());
    return { result };
  } catch (error) {
    if (error instanceof WorkflowFailedError) return { error: readFailure(error.cause) };
    throw error;
  }
}

async function readQueued(
  deps: ReadingDeps,
  { id, taskId }: OperationRef,
): Promise<OperationView | undefined> {
  const vps = await readEntity(deps, taskId);
  if (vps === undefined) return undefined;
  const { current, queue } = vps;
  const ticket = [current, ...queue].find((each) => each?.id === id);
  if (ticket === undefined || ticket === null) return undefined;
  const before = [current, ...queue].slice(0, queue.indexOf(ticket) + 1).flatMap((each) => each ?? []);
  return {
    ...viewTicket(taskId, ticket, ticket === current ? 'running' : 'queued'),
    waiting_for: before.length === 0 ? null : before.map((each) => `operation ${each.id}`).join(', '),
    error: null,
    result: null,
    steps: [],
  };
}
