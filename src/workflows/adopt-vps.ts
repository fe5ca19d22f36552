import { stateToTakeOver } from '../domain/container';
import type { OperationRequest } from '../domain/operation';
import type { OperationOutcome } from '../domain/outcome';
import { claim } from './claim-container';
import { fail } from './failure';
import { performOperation } from './operation';
import type { OperationInput } from './vps-state';

/** Takes over a container that exists. It is not touched: what Holdfast knows of it is in the record alone. */
export async function adoptVps(input: OperationInput<OperationRequest<'adopt'>>): Promise<OperationOutcome> {
  return performOperation(input, async (operation) => {
    const { task_id, runner } = operation.record;
    const { params, requested_at } = operation.request;
    const { container: wanted } = params;
    await operation.survey(wanted);
    const { container } = operation.record;
    if (container === null)
      return fail('container_not_found', `Runner ${runner} has no container ${wanted}.`);
    if (container.managed_as !== null && container.managed_as !== task_id) {
      fail('container_already_managed', `${wanted} is the container of the VPS ${container.managed_as}.`);
    }
    await claim(container.id);
    operation.apply({ type: 'desired', desired: stateToTakeOver(container, requested_at) });
    return { message: 'VPS adopted', task_id, container: container.name };
  });
}
