import type { OperationRequest } from '../domain/operation';
import type { OperationOutcome } from '../domain/outcome';
import { WORDING } from '../domain/phase';
import { performOperation } from './operation';
import { Saga } from './saga';
import type { OperationInput } from './vps-state';

/** Creates a VPS's first container and starts it. When that fails nothing of it is left. */
export async function createVps(
  input: OperationInput<OperationRequest<'create'>>,
): Promise<OperationOutcome> {
  return performOperation(input, async (operation) => {
    const { record, request } = operation;
    const { task_id, runner } = record;
    const { image, sealed_env, start } = request.params;
    await operation.step('pullImage', `Make sure of the image ${image}`, { image });

    const saga = new Saga();
    await saga.run(async () => {
      const made = { task_id, operation_id: request.id };
      saga.onFailure('remove what was created', () =>
        operation.step('discardCreated', 'Remove it again', made),
      );
      const { container, spec } = await operation.step('createContainer', 'Create the container', {
        ...made,
        runner,
        image,
        spec: request.params.spec,
        sealed_env,
      });
      operation.apply({ type: 'specified', spec, image }, { type: 'container', container });
      if (start) {
        await operation.step('startContainer', 'Start the VPS', { task_id, container_id: container.id });
        const started = await operation.step('verifyContainer', WORDING.verifyContainer, {
          task_id,
          container_id: container.id,
        });
        operation.apply({ type: 'container', container: started });
      } else {
        operation.apply({ type: 'desired', desired: 'stopped' });
      }
      // Snapshots that an earlier VPS of this name left behind are part of this one now.
      await operation.survey(container.id);
    });
    return { message: 'VPS created', task_id };
  });
}
