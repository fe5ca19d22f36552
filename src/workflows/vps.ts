import { defineSearchAttributeKey, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  allHandlersFinished,
  ChildWorkflowFailure,
  condition,
  getExternalWorkflowHandle,
  makeContinueAsNewFunc,
  ParentClosePolicy,
  setHandler,
  startChild,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import type { VpsChange } from '../domain/changes';
import { OPERATION_WORKFLOWS, type OperationRequest } from '../domain/operation';
import type { OperationMemo } from '../domain/operation-memo';
import type { OperationOutcome } from '../domain/outcome';
import type { VpsRecord } from '../domain/vps';
import { recover } from './recover';
import { VpsEntity } from './vps-entity';
import { lookAndRevive } from './look-and-revive';
import {
  cancelQueued,
  lookAgain,
  noteTerminal,
  patchPolicy,
  patchSnapshot,
  submitOperation,
  type SnapshotPatch,
  type SubmitOptions,
} from './vps-messages';
import { type OperationInput, PRESENT_FORM, type VpsInput } from './vps-state';

const VPS_ID = defineSearchAttributeKey('VpsId', 'KEYWORD');
const RUNNER = defineSearchAttributeKey('Runner', 'KEYWORD');
const OPERATION = defineSearchAttributeKey('Operation', 'KEYWORD');
const ACTOR = defineSearchAttributeKey('Actor', 'KEYWORD');

/**
 * The entity workflow of one VPS. It owns the VPS's durable record, and it is its lock: operations run one at a time,
 * in the order in which they were accepted, each as a child workflow of its own. It ends when the VPS is deleted.
 */
export async function vps(input: VpsInput): Promise<void> {
  const entity = new VpsEntity(input);
  setHandler(submitOperation, (request) => (entity.submit(request), { operation_id: request.id }), {
    validator: (request: OperationRequest, options: SubmitOptions) =>
      entity.checkSubmission(request, options),
  });
  setHandler(cancelQueued, ({ operation_id, actor }) => cancel(entity, operation_id, actor));
  setHandler(patchPolicy, ({ patch }) => entity.patchPolicy(patch));
  setHandler(patchSnapshot, (patch) => entity.patchSnapshot(patch), {
    validator: (patch: SnapshotPatch) => entity.checkSnapshotPatch(patch),
  });

  setHandler(lookAgain, (look) => entity.requestLook(look));
  setHandler(noteTerminal, ({ actor, at }) => entity.noteTerminal(actor, at));

  while (!entity.isDeleted) {
    await condition(() => entity.hasWork || entity.needsLook);
    if (entity.hasWork) await runNext(entity);
    else await lookAndRevive(entity);
    if (workflowInfo().continueAsNewSuggested && !entity.isDeleted) {
      await condition(allHandlersFinished);
      // A new run starts without the memo of the old one unless it is given it.
      await makeContinueAsNewFunc<typeof vps>({ memo: entity.memo() })(entity.carryOver());
    }
  }
  // What was accepted before the deletion came still ends, each in its own words.
  while (entity.hasWork) await runNext(entity);
  await condition(allHandlersFinished);
}

async function runNext(entity: VpsEntity): Promise<void> {
  const request = entity.begin();
  if (request !== undefined) entity.end(request, await perform(request, entity.currentRecord()));
}

/** Runs one operation to its end and returns what became of the VPS. Never fails. */
async function perform(request: OperationRequest, record: VpsRecord): Promise<readonly VpsChange[]> {
  try {
    const operation = await startOperation({ request, record, cancelled_by: null, form: PRESENT_FORM });
    const { changes } = await operation.result();
    return changes;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return [];
    if (!(error instanceof ChildWorkflowFailure)) throw error;
    return recover(request, record, error);
  }
}

/** An operation that waits in the queue becomes an execution all the same, so that the audit shows its end. */
async function cancel(entity: VpsEntity, operationId: string, actor: string): Promise<boolean> {
  const request = entity.withdraw(operationId);
  if (request === undefined) return false;
  const record = entity.currentRecord();
  await startOperation({ request, record, cancelled_by: actor, form: PRESENT_FORM });
  await getExternalWorkflowHandle(operationId).cancel();
  return true;
}

async function startOperation(input: OperationInput) {
  const { request, record } = input;
  const { id, kind, actor, requested_at, fingerprint } = request;
  const memo: OperationMemo = { kind, task_id: record.task_id, actor, requested_at, fingerprint };
  return startChild<(input: OperationInput) => Promise<OperationOutcome>>(OPERATION_WORKFLOWS[kind], {
    workflowId: id,
    args: [input],
    memo,
    typedSearchAttributes: [
      { key: VPS_ID, value: record.task_id },
      { key: RUNNER, value: record.runner },
      { key: OPERATION, value: kind },
      { key: ACTOR, value: actor },
    ],
    staticSummary: `${kind} ${record.task_id}, asked by ${actor}`,
    workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
}
