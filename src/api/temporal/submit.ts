import {
  ApplicationFailure,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowHandle,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { defineSearchAttributeKey, type UpdateDefinition } from '@temporalio/common';
import { HOST_TASK_QUEUE, vpsWorkflowId } from '../../domain/names';
import type { OperationRequest } from '../../domain/operation';
import type { VpsMemo, VpsRecord } from '../../domain/vps';
import { submitOperation } from '../../workflows/vps-messages';
import type { VpsInput } from '../../workflows/vps-state';
import { Problem } from '../problems';
import { readFailure } from './failure';
import { KeyedLimit } from './keyed-limit';
import { quickly, type TemporalDeps } from './quickly';
import { failVpsNotFound, readEntity, readVps } from './read-vps';
import { knows } from './repetition';
import { isExecutionNotFound, isTemporalUnreachable } from './grpc-errors';
import { whileReachable } from './while-reachable';

/** A host worker that is being restarted is waited for. */
const ACCEPT_MS = 10_000;

const updates = new KeyedLimit(5);

/** How Temporal says that a workflow ended after it had accepted an update. */
const ENDED_UNDERWAY = 'AcceptedUpdateCompletedWorkflow';

const VPS_ID = defineSearchAttributeKey('VpsId', 'KEYWORD');
const RUNNER = defineSearchAttributeKey('Runner', 'KEYWORD');
const VPS_STATUS = defineSearchAttributeKey('VpsStatus', 'KEYWORD');

/**
 * Starts the entity of a new VPS with its first operation.
 *
 * @throws Problem `task_id_in_use`, `temporal_unreachable`
 */
export async function startVps(
  deps: TemporalDeps,
  record: VpsRecord,
  first: OperationRequest<'create' | 'adopt'>,
): Promise<void> {
  const { id, kind, actor, requested_at } = first;
  const memo: VpsMemo = { record, current: null, queue: [{ id, kind, actor, requested_at }], recent: [] };
  try {
    await startEntity(deps, {
      input: { record, queue: [first], recent: [] },
      memo,
      summary: `VPS ${record.task_id} on ${record.runner}`,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw unreachable(error, id);
    const existing = await readVps(deps, record.task_id);
    if (existing !== undefined && knows(existing, id)) return;
    throw new Problem('task_id_in_use', `There is a VPS ${record.task_id} already.`);
  }
}

/**
 * Starts the entity of a VPS whose record was made again, with nothing to do.
 *
 * @returns `existing` when it runs already, `deleted` when Temporal remembers that the VPS was deleted
 */
export async function startRebuiltVps(
  deps: TemporalDeps,
  record: VpsRecord,
  actor: string,
): Promise<'started' | 'existing' | 'deleted'> {
  try {
    await startEntity(deps, {
      input: { record, queue: [], recent: [] },
      memo: { record, current: null, queue: [], recent: [] },
      summary: `VPS ${record.task_id} on ${record.runner}, rebuilt by ${actor}`,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    });
    return 'started';
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return (await readEntity(deps, record.task_id)) === undefined ? 'deleted' : 'existing';
  }
}

interface EntityStart {
  input: VpsInput;
  memo: VpsMemo;
  summary: string;
  workflowIdReusePolicy: 'ALLOW_DUPLICATE' | 'ALLOW_DUPLICATE_FAILED_ONLY';
}

async function startEntity(
  deps: TemporalDeps,
  { input, memo, summary, workflowIdReusePolicy }: EntityStart,
): Promise<void> {
  const { task_id, runner, status } = input.record;
  await quickly(deps, () =>
    deps.client.workflow.start<(input: VpsInput) => Promise<void>>('vps', {
      workflowId: vpsWorkflowId(task_id),
      taskQueue: HOST_TASK_QUEUE,
      args: [input],
      memo,
      typedSearchAttributes: [
        { key: VPS_ID, value: task_id },
        { key: RUNNER, value: runner },
        { key: VPS_STATUS, value: status },
      ],
      staticSummary: summary,
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy,
    }),
  );
}

/**
 * Hands an operation to its VPS's entity.
 *
 * @throws Problem `vps_not_found`, `queue_full`, `no_host_worker`, `temporal_unreachable`
 */
export async function submit(
  deps: TemporalDeps,
  taskId: string,
  request: OperationRequest,
  options: { queue_limit: number },
): Promise<void> {
  await updateVps(deps, taskId, submitOperation, [request, options], request.id);
}

/**
 * Sends an update to a VPS's entity and returns its answer.
 *
 * @param updateId the operation's id, when it submits one: a repetition has no further effect
 * @throws Problem what the entity refuses it with; `vps_not_found`, `no_host_worker`, `temporal_unreachable`
 */
export async function updateVps<Ret, Args extends [unknown, ...unknown[]]>(
  deps: TemporalDeps,
  taskId: string,
  update: UpdateDefinition<Ret, Args>,
  args: Args,
  updateId?: string,
): Promise<Ret> {
  const handle: WorkflowHandle = deps.client.workflow.getHandle(vpsWorkflowId(taskId));
  const options = { args, ...(updateId !== undefined && { updateId }) };
  try {
    return await whileReachable(deps, (abandoned) =>
      updates.run(taskId, () => {
        abandoned.throwIfAborted();
        return quickly(deps, () => handle.executeUpdate<Ret, Args>(update, options), ACCEPT_MS);
      }),
    );
  } catch (error) {
    if (isExecutionNotFound(error)) return failVpsNotFound(taskId);
    if (error instanceof WorkflowUpdateFailedError) return failRefused(taskId, error);
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
      return failUnanswered(deps, taskId, updateId);
    throw unreachable(error, updateId);
  }
}

/** An entity that ends while an update is under way answers in Temporal's own words. */
function failRefused(taskId: string, { cause }: WorkflowUpdateFailedError): never {
  if (cause instanceof ApplicationFailure && cause.type === ENDED_UNDERWAY) failVpsNotFound(taskId);
  const { code, detail } = readFailure(cause);
  throw new Problem(code, detail);
}

/** What is not answered may have been taken all the same, and says so. Other errors stay what they are. */
function unreachable(error: unknown, operationId?: string): unknown {
  if (!isTemporalUnreachable(error)) return error;
  const unknown = 'The Temporal server does not answer. Whether it has taken the request is not known:';
  return operationId === undefined
    ? new Problem('temporal_unreachable', `${unknown} send it again when it is back.`)
    : new Problem(
        'temporal_unreachable',
        `${unknown} repeated under the same Idempotency-Key it is done once; without one, see first whether there is an operation ${operationId}.`,
        { operation_id: operationId },
      );
}

/** The client does not tell a server that is away from one that finds no worker: ask the server something else. */
async function failUnanswered(deps: TemporalDeps, taskId: string, operationId?: string): Promise<never> {
  try {
    await readVps(deps, taskId);
  } catch (error) {
    throw unreachable(error, operationId);
  }
  throw new Problem(
    'no_host_worker',
    `No host worker took the request within ${ACCEPT_MS / 1000} seconds.`,
    operationId === undefined ? {} : { operation_id: operationId },
  );
}
