import type { Request, Response } from 'express';
import type { Json, JsonObject } from '../domain/json';
import { makeOperationId } from '../domain/names';
import type { OperationKind, OperationParams, OperationRequest } from '../domain/operation';
import type { VpsMemo } from '../domain/vps';
import { currentSpan } from '../platform/tracing';
import { actorOf } from './actor';
import type { AppDeps } from './app-deps';
import { hangUpSignal } from './hang-up';
import { identifyRequest } from './idempotency';
import { readPrefer } from './prefer';
import { Problem } from './problems';
import { readOperation } from './temporal/read-operations';
import { requireVps } from './temporal/read-vps';
import { isRepetition } from './temporal/repetition';
import { submit } from './temporal/submit';
import {
  type OperationRef,
  foreseeRecord,
  waitForList,
  waitForOperation,
  waitForRecord,
} from './temporal/wait';
import { withFullSnapshots } from './views/snapshot-view';
import { viewVpsInFull } from './views/vps-view';

/** What a call wants done. */
export interface Change<K extends OperationKind> {
  kind: K;
  /** Absent for a new VPS that was given none. */
  taskId?: string | undefined;
  /** What tells this request from another one that is sent under the same Idempotency-Key. */
  asked: Json;
  /** Hands the operation over. Not called for a request that is repeated. */
  submit(taskId: string, head: OperationHead<K>): Promise<void>;
}

type OperationHead<K extends OperationKind> = Omit<OperationRequest<K>, 'params'>;

/** Those after whose success the list of VPSs has one more or one less. */
const LISTED: { [K in OperationKind]?: 'appears' | 'goes' } = {
  create: 'appears',
  adopt: 'appears',
  delete: 'goes',
};
const CREATES: readonly OperationKind[] = ['create', 'adopt', 'snapshot'];
const ABOUT_SNAPSHOTS: readonly OperationKind[] = ['snapshot', 'delete_snapshot', 'delete_snapshots'];

/** An operation on a VPS that exists: its parameters may depend on what its record says. */
export function changeVps<K extends OperationKind>(
  deps: AppDeps,
  change: {
    kind: K;
    taskId: string;
    asked: Json;
    params: OperationParams[K] | ((vps: VpsMemo) => OperationParams[K]);
  },
): Change<K> {
  const { kind, taskId, asked, params } = change;
  return {
    kind,
    taskId,
    asked,
    submit: async (_taskId, head) => {
      const resolved = typeof params === 'function' ? params(await requireVps(deps, taskId)) : params;
      const request: OperationRequest<K> = { ...head, params: resolved };
      await submit(deps, taskId, request, { queue_limit: deps.settings.HOLDFAST_QUEUE_LIMIT });
    },
  };
}

/**
 * Performs a change as one operation, waits for its end as long as the caller likes, and answers: with the result, with
 * what it failed with, or with 202 and where to ask for it.
 */
export async function performChange<K extends OperationKind>(
  deps: AppDeps,
  req: Request,
  res: Response,
  change: Change<K>,
): Promise<void> {
  const { kind } = change;
  const identity = identifyRequest(req.get('idempotency-key'));
  const preference = readPrefer(req.get('prefer'), deps.settings.HOLDFAST_WAIT_SECONDS);
  if (preference.applied.length > 0) res.set('Preference-Applied', preference.applied.join(', '));
  const taskId = change.taskId ?? identity.newTaskId;
  const head: OperationHead<K> = {
    id: makeOperationId(kind, taskId, identity.suffix),
    kind,
    actor: actorOf(req),
    requested_at: new Date().toISOString(),
    fingerprint: identity.fingerprint(change.asked),
  };
  const operation: OperationRef = { id: head.id, taskId };
  currentSpan()?.set({ 'holdfast.operation_id': head.id, 'holdfast.task_id': taskId });
  const isRepeated = identity.repeatable && (await isRepetition(deps, operation, head.fingerprint));
  if (!isRepeated) await change.submit(taskId, head);

  const hangUp = hangUpSignal(res);
  const end = await waitForOperation(deps, operation, preference.wait_ms, hangUp);
  if (hangUp.aborted) return;
  if (end.type === 'pending') {
    await answerPending(deps, res, operation);
    return;
  }
  const listed = LISTED[kind];
  const memo =
    end.type === 'succeeded' && listed === undefined
      ? await foreseeRecord(deps, operation, end.changes)
      : await waitForRecord(deps, operation);
  if (end.type === 'failed') throw new Problem(end.code, end.detail, { operation_id: operation.id });
  if (listed !== undefined) await waitForList(deps, operation, listed === 'goes');
  if (kind === 'create' || kind === 'adopt') res.location(`/api/vps/${taskId}`);
  res
    .status(CREATES.includes(kind) ? 201 : 200)
    .json(answerBody(kind, operation, end.result, memo, req.hostname));
}

/** Not over yet: where to ask for it, and what it waits for. */
export async function answerPending(deps: AppDeps, res: Response, operation: OperationRef): Promise<void> {
  // The operation has been accepted; that it cannot be looked at just now is no reason to say anything else.
  const view = await readOperation(deps, operation).catch(() => undefined);
  const waitingFor = view?.waiting_for ?? null;
  res
    .status(202)
    .location(`/api/operations/${operation.id}`)
    .set('Retry-After', '2')
    .json({
      operation_id: operation.id,
      task_id: operation.taskId,
      status: view?.status ?? 'running',
      message:
        waitingFor === null
          ? 'The operation goes on; ask for it at the Location.'
          : `The operation waits for ${waitingFor}; it goes on by itself.`,
    });
}

function answerBody(
  kind: OperationKind,
  { id, taskId }: OperationRef,
  result: JsonObject,
  memo: VpsMemo | undefined,
  requestHost: string,
): object {
  return {
    ...withFullSnapshots(result, memo?.record),
    task_id: taskId,
    operation_id: id,
    ...(memo !== undefined && !ABOUT_SNAPSHOTS.includes(kind) && { vps: viewVpsInFull(memo, requestHost) }),
  };
}
