import { log } from '@temporalio/workflow';
import type { ContainerFacts } from '../domain/container';
import { isTooDeep, standsOnUnnamedImage } from '../domain/depth';
import type { Snapshot } from '../domain/snapshot';
import { stepFailure } from './failure';
import type { Operation } from './operation';
import { sweepUp } from './sweep-up';

/**
 * Flattens a snapshot that has come too near to Docker's limit of layers, before a VPS is brought back from it. When
 * that is not possible the snapshot stays as it is: some more restarts go well before the limit forbids the next.
 */
export async function flattenIfDeep(operation: Operation, snapshot: Snapshot): Promise<Snapshot> {
  if (!isTooDeep(snapshot, operation.flattenAt)) return snapshot;
  try {
    const summary = `Flatten snapshot ${snapshot.id}, which has ${snapshot.layers} layers`;
    const { snapshot: flattened, skipped } = await operation.step('flattenSnapshot', summary, {
      task_id: snapshot.task_id,
      operation_id: operation.request.id,
      snapshot_id: snapshot.id,
    });
    if (skipped !== null) log.warn('A snapshot was not flattened', { snapshot_id: snapshot.id, skipped });
    operation.apply({ type: 'snapshot_flattened', snapshot: flattened });
    return flattened;
  } catch (error) {
    const failure = stepFailure(error);
    if (failure === undefined) throw error;
    log.warn('A snapshot could not be flattened', { snapshot_id: snapshot.id, error: failure.message });
    return snapshot;
  }
}

/** Removes the image that the replaced container stood on, if flattening took its name. Never fails an operation. */
export async function removeUnnamedImage(operation: Operation, replaced: ContainerFacts): Promise<void> {
  const { record, flattenAt } = operation;
  const { container } = record;
  if (flattenAt === null || container === null || !standsOnUnnamedImage(record, replaced)) return;
  await sweepUp(operation, 'Remove what was flattened');
}
