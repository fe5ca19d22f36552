import type { ContainerFacts } from '../domain/container';
import type { OperationRequest } from '../domain/operation';
import type { OperationOutcome } from '../domain/outcome';
import { WORDING } from '../domain/phase';
import { fail } from './failure';
import { type Operation, performOperation } from './operation';
import { revive } from './revive';
import { Saga } from './saga';
import type { OperationInput } from './vps-state';

/** Starts the container that the VPS has. */
export async function startVps(input: OperationInput<OperationRequest<'start'>>): Promise<OperationOutcome> {
  return performOperation(input, async (operation) => {
    const { task_id, status } = operation.record;
    const before = operation.container();
    if (status === 'paused')
      fail('invalid_state', `${task_id} is paused. POST /api/vps/resume/${task_id} resumes it.`);
    if (status === 'running') fail('invalid_state', `${task_id} is running already.`);

    const saga = new Saga();
    await saga.run(async () => {
      saga.onFailure('stop the VPS again', () => revive(operation, before));
      await operation.step('startContainer', 'Start the VPS', { task_id, container_id: before.id });
      const container = await operation.step('verifyContainer', WORDING.verifyContainer, {
        task_id,
        container_id: before.id,
      });
      operation.apply({ type: 'desired', desired: 'running' }, { type: 'container', container });
      if (operation.request.params.pause === true) await pauseAgain(operation, before);
    });
    return { message: 'VPS started', task_id };
  });
}

/** It was paused when its container ended, with the engine, say: a person who paused it does not expect it to run. */
async function pauseAgain(operation: Operation, { id }: ContainerFacts): Promise<void> {
  const { task_id } = operation.record;
  const container = await operation.step('pauseContainer', 'Pause the VPS, as it was', {
    task_id,
    container_id: id,
  });
  operation.apply({ type: 'desired', desired: 'paused' }, { type: 'container', container });
}
