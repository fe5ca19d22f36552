import type { OperationMemo } from '../../domain/operation-memo';
import type { VpsMemo } from '../../domain/vps';
import { Problem } from '../problems';
import { quickly, type TemporalDeps } from './quickly';
import { readVps } from './read-vps';
import type { OperationRef } from './wait';
import { isExecutionNotFound } from './grpc-errors';

/**
 * Whether this very operation has been accepted before, under the same Idempotency-Key.
 *
 * @throws Problem `idempotency_key_reused` when it was asked to do something else
 */
export async function isRepetition(
  deps: TemporalDeps,
  { id, taskId }: OperationRef,
  fingerprint: string,
): Promise<boolean> {
  const memo = await readOperationMemo(deps, id);
  if (memo === undefined) {
    const vps = await readVps(deps, taskId);
    return vps !== undefined && knows(vps, id);
  }
  if (memo.fingerprint !== fingerprint) {
    throw new Problem('idempotency_key_reused', `The key belongs to ${id}, which was another request.`, {
      operation_id: id,
    });
  }
  return true;
}

async function readOperationMemo(deps: TemporalDeps, id: string): Promise<OperationMemo | undefined> {
  try {
    const { memo } = await quickly(deps, () => deps.client.workflow.getHandle(id).describe());
    return memo as OperationMemo | undefined;
  } catch (error) {
    if (isExecutionNotFound(error)) return undefined;
    throw error;
  }
}

/** Whether the VPS's entity has accepted this operation before. */
export function knows({ current, queue, recent }: VpsMemo, operationId: string): boolean {
  return [current, ...queue].some((ticket) => ticket?.id === operationId) || recent.includes(operationId);
}
