import type { OperationStatus } from '../../../src/domain/operation';
import { call, callOk, type CallOptions } from './client';
import { eventually } from './eventually';
import type { OperationAnswer, OperationListAnswer, OperationSummaryAnswer, PendingAnswer } from './shapes';

/** Asks for a change without waiting for it; returns the operation's id. */
export async function submit(path: string, options: CallOptions = {}): Promise<string> {
  const { operation_id } = await callOk<PendingAnswer>(202, 'POST', path, {
    ...options,
    headers: { prefer: 'respond-async', ...options.headers },
  });
  return operation_id;
}

export async function readOperation(id: string): Promise<OperationAnswer> {
  return callOk(200, 'GET', `/api/operations/${id}`);
}

const ENDED: readonly OperationStatus[] = ['succeeded', 'failed', 'cancelled'];

export async function untilEnded(id: string, withinMs = 40_000): Promise<OperationAnswer> {
  return eventually(
    `${id} has ended`,
    async () => {
      const operation = await readOperation(id);
      return ENDED.includes(operation.status) && operation;
    },
    { withinMs },
  );
}

/** Waits until an operation is in the middle of this step. */
export async function untilStep(id: string, name: string): Promise<OperationAnswer> {
  return eventually(`${id} is at ${name}`, async () => {
    const answer = await call<OperationAnswer>('GET', `/api/operations/${id}`);
    const step = answer.status === 200 && answer.body.steps.find((each) => each.name === name);
    return step && step.status !== 'waiting' && answer.body;
  });
}

/** The operations of a VPS, the last first, once the list has caught up with this many. */
export async function listOperations(
  taskId: string,
  count: number,
  withinMs = 20_000,
): Promise<OperationSummaryAnswer[]> {
  return eventually(
    `${count} operations of ${taskId} are listed, and have ended`,
    async () => {
      const { operations } = await callOk<OperationListAnswer>(
        200,
        'GET',
        `/api/operations?vps=${taskId}&limit=200`,
      );
      return (
        operations.length >= count && operations.every(({ status }) => ENDED.includes(status)) && operations
      );
    },
    { withinMs },
  );
}
