import { type ChildWorkflowFailure, log, TerminatedFailure, TimeoutFailure } from '@temporalio/workflow';
import type { VpsChange } from '../domain/changes';
import { stateToKeep } from '../domain/container';
import type { OperationRequest } from '../domain/operation';
import { WORDING } from '../domain/phase';
import type { VpsRecord } from '../domain/vps';
import { type RunStep, stepsOf } from './runner-steps';

/**
 * What is true of the VPS after an operation that failed: Docker is asked. A new VPS whose first operation failed does
 * not exist. An operation that was terminated from outside had no chance to undo anything: it is undone here.
 *
 * Never fails; what cannot be found out leaves the record as it was.
 */
export async function recover(
  request: OperationRequest,
  record: VpsRecord,
  failure: ChildWorkflowFailure,
): Promise<VpsChange[]> {
  if (record.status === 'deleted') return [];
  const step = stepsOf(record.runner);
  const { task_id, container, spec } = record;
  if (failure.cause instanceof TerminatedFailure || failure.cause instanceof TimeoutFailure) {
    await orLog(undo(step, request, record));
  }
  if (spec === null) return [{ type: 'deleted' }];
  const survey = await orLog(
    step('survey', WORDING.survey, { task_id, container_id: container?.id ?? null }),
  );
  return survey === undefined ? [] : [{ type: 'surveyed', survey }];
}

/** The compensations of every kind of operation; each does nothing where there is nothing to undo. */
async function undo(step: RunStep, request: OperationRequest, record: VpsRecord): Promise<void> {
  const { task_id, container, spec } = record;
  log.warn('An operation was cut off; undoing it', { operation_id: request.id });
  const made = { task_id, operation_id: request.id };
  if (spec === null) return step('discardCreated', 'Remove what was created', made);
  await step('swapBack', 'Undo what was cut off', {
    ...made,
    old_container_id: container?.id ?? null,
    name: spec.name,
  });
  if (container === null) return;
  await step('reviveContainer', 'Put the VPS back as it was', {
    task_id,
    container_id: container.id,
    spec,
    state: stateToKeep(container),
  });
}

async function orLog<T>(attempt: Promise<T>): Promise<T | undefined> {
  try {
    return await attempt;
  } catch (error) {
    log.error('Recovery failed', { error: String(error) });
    return undefined;
  }
}
