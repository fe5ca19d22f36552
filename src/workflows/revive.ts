import { type ContainerFacts, stateToKeep } from '../domain/container';
import type { Operation } from './operation';

/** Gives a container back its restart policy and the state that it was seen in. */
export async function revive(operation: Operation, before: ContainerFacts): Promise<void> {
  const { task_id } = operation.record;
  await operation.step('reviveContainer', 'Put the VPS back as it was', {
    task_id,
    container_id: before.id,
    spec: operation.spec(),
    state: stateToKeep(before),
  });
}
