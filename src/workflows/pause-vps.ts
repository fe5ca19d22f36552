import type { OperationRequest } from '../domain/operation';
import type { OperationOutcome } from '../domain/outcome';
import { fail } from './failure';
import { performOperation } from './operation';
import { revive } from './revive';
import { Saga } from './saga';
import type { OperationInput } from './vps-state';

/** Freezes every process of a running VPS. */
export async function pauseVps(input: OperationInput<OperationRequest<'pause'>>): Promise<OperationOutcome> {
  return performOperation(input, async (operation) => {
    const { task_id, status } = operation.record;
    const before = operation.container();
    if (status !== 'running')
      fail('invalid_state', `${task_id} is ${status}; only a running VPS can be paused.`);
    const saga = new Saga();
    await saga.run(async () => {
      saga.onFailure('resume the VPS', () => revive(operation, before));
      const container = await operation.step('pauseContainer', 'Pause the VPS', {
        task_id,
        container_id: before.id,
      });
      operation.apply({ type: 'desired', desired: 'paused' }, { type: 'container', container });
    });
    return { message: 'VPS paused', task_id };
  });
}

/** Lets a paused VPS go on. */
export async function resumeVps(
  input: OperationInput<OperationRequest<'resume'>>,
): Promise<OperationOutcome> {
  return performOperation(input, async (operation) => {
    const { task_id, status } = operation.record;
    const before = operation.container();
    if (status !== 'paused')
      fail('invalid_state', `${task_id} is ${status}; only a paused VPS can be resumed.`);
    const saga = new Saga();
    await saga.run(async () => {
      saga.onFailure('pause the VPS again', () => revive(operation, before));
      const container = await operation.step('unpauseContainer', 'Resume the VPS', {
        task_id,
        container_id: before.id,
      });
      operation.apply({ type: 'desired', desired: 'running' }, { type: 'container', container });
    });
    return { message: 'VPS resumed', task_id };
  });
}
