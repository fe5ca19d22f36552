import { type WorkflowExecutionDescription, WorkflowFailedError } from '@temporalio/client';
import type { JsonObject } from '../../domain/json';
import type { OperationMemo } from '../../domain/operation-memo';
import type { OperationOutcome } from '../../domain/outcome';
import { Problem } from '../problems';
import { type OperationView, viewTicket } from '../views/operation-view';
import { readFailure } from './failure';
import { readSteps } from './operation-steps';
import { quickly } from './quickly';
import { readEntity } from './read-vps';
import { findWhatItWaitsFor, type WaitingDeps } from './waiting-for';
import { type ExecutionFacts, summarize } from './summarize-operation';
import type { OperationRef } from './wait';
import { isExecutionNotFound } from './grpc-errors';

/** @throws Problem `operation_not_found` */
export async function requireOperation(deps: WaitingDeps, operation: OperationRef): Promise<OperationView> {
  const found = await readOperation(deps, operation);
  if (found === undefined) throw new Problem('operation_not_found', `There is no operation ${operation.id}.`);
  return found;
}

/** One operation in full, with its steps; from its own history, or from the queue it stands in. Needs no worker. */
export async function readOperation(
  deps: WaitingDeps,
  operation: OperationRef,
): Promise<OperationView | undefined> {
  const handle = deps.client.workflow.getHandle(operation.id);
  try {
    const [description, history] = await quickly(deps, () =>
      Promise.all([handle.describe(), handle.fetchHistory()]),
    );
    const summary = summarize(deps, factsOf(description));
    const isOver = summary.ended_at !== null;
    return {
      ...summary,
      waiting_for: isOver ? null : await findWhatItWaitsFor(deps, description.raw),
      error: null,
      result: null,
      ...(isOver && (await readEnd(deps, operation.id))),
      steps: readSteps(history, description.raw.pendingActivities),
    };
  } catch (error) {
    if (isExecutionNotFound(error)) return readQueued(deps, operation);
    throw error;
  }
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
  deps: WaitingDeps,
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
  deps: WaitingDeps,
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
