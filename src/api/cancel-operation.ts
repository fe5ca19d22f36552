import type { Request, Response } from 'express';
import { cancelQueued } from '../workflows/vps-messages';
import { actorOf } from './actor';
import { answerPending } from './change';
import type { AppDeps } from './app-deps';
import { hangUpSignal } from './hang-up';
import { readPrefer } from './prefer';
import { Problem } from './problems';
import { quickly } from './temporal/quickly';
import { requireOperation } from './temporal/read-operations';
import { updateVps } from './temporal/submit';
import { type OperationRef, waitForOperation, waitForRecord } from './temporal/wait';
import { isExecutionNotFound } from './temporal/grpc-errors';

/**
 * Cancels an operation, whether it waits or runs, and answers when it has ended: what it had begun is undone by then.
 * One that was just about to succeed may succeed all the same; the answer says what became of it.
 *
 * @throws Problem `operation_not_found`, `operation_ended`
 */
export async function cancelOperation(
  deps: AppDeps,
  req: Request,
  res: Response,
  operation: OperationRef,
): Promise<void> {
  const actor = actorOf(req);
  const { id, taskId } = operation;
  const { ended_at, status } = await requireOperation(deps, operation);
  if (ended_at !== null) throw new Problem('operation_ended', `${id} has ended already: it is ${status}.`);
  const wasQueued =
    status === 'queued' && (await updateVps(deps, taskId, cancelQueued, [{ operation_id: id, actor }]));
  if (!wasQueued) await cancelRunning(deps, id);

  const hangUp = hangUpSignal(res);
  const waitMs = readPrefer(req.get('prefer'), deps.settings.HOLDFAST_WAIT_SECONDS).wait_ms;
  const end = await waitForOperation(deps, operation, waitMs, hangUp);
  if (hangUp.aborted) return;
  if (end.type === 'pending') {
    await answerPending(deps, res, operation);
    return;
  }
  await waitForRecord(deps, operation);
  const ended = await requireOperation(deps, operation);
  res.json({
    message:
      ended.status === 'cancelled' ? 'Operation cancelled' : `It was too late to cancel: ${ended.status}`,
    operation: ended,
  });
}

async function cancelRunning(deps: AppDeps, id: string): Promise<void> {
  try {
    await quickly(deps, () => deps.client.workflow.getHandle(id).cancel());
  } catch (error) {
    if (!isExecutionNotFound(error)) throw error;
    throw new Problem('operation_ended', `${id} has ended just now.`);
  }
}
