import { ApplicationFailure } from '@temporalio/workflow';
import type { OperationRequest } from '../domain/operation';
import type { OperationOutcome } from '../domain/outcome';
import type { Snapshot } from '../domain/snapshot';
import { policyOf } from '../domain/vps';
import { hasFlattened } from '../domain/depth';
import { WORDING } from '../domain/phase';
import { fail, stepFailure } from './failure';
import { flattenIfDeep } from './flatten';
import { type Operation, performOperation } from './operation';
import { revive } from './revive';
import { rotate } from './rotate';
import { Saga } from './saga';
import { checkSnapshotIsPossible, snapshotResult, takeSnapshot } from './take-snapshot';
import type { OperationInput } from './vps-state';

type StopRequest = OperationRequest<'stop'>;

/**
 * Stops a VPS and, if its policy says so, takes a snapshot of the stopped container: its files are at rest, so that no
 * write is lost. The container is kept. When the snapshot fails the VPS runs again as before.
 */
export async function stopVps(input: OperationInput<StopRequest>): Promise<OperationOutcome> {
  return performOperation(input, async (operation) => {
    const { task_id } = operation.record;
    const before = operation.container();
    if (operation.record.status === 'stopped') fail('invalid_state', `${task_id} is stopped already.`);
    const wantsSnapshot =
      operation.request.params.snapshot ?? policyOf(operation.record).auto_snapshot_on_stop;
    if (wantsSnapshot) await sayHowToStopWithout(async () => checkSnapshotIsPossible(operation, before));

    const saga = new Saga();
    const snapshot = await saga.run(async () => {
      saga.onFailure('run the VPS again', () => revive(operation, before));
      const container = await operation.step('stopContainer', WORDING.stopContainer, {
        task_id,
        container_id: before.id,
        hold: false,
      });
      operation.apply({ type: 'desired', desired: 'stopped' }, { type: 'container', container });
      return wantsSnapshot ? sayHowToStopWithout(() => snapshotAtRest(operation)) : null;
    });
    const rotated_out = snapshot === null ? [] : await rotate(operation);
    return {
      message: snapshot === null ? 'VPS stopped' : 'VPS stopped, snapshot created',
      task_id,
      snapshot: snapshot && snapshotResult(snapshot),
      rotated_out,
    };
  });
}

async function snapshotAtRest(operation: Operation<StopRequest>): Promise<Snapshot> {
  const { message } = operation.request.params;
  const isFlattened = hasFlattened(operation.record);
  const { snapshot } = await takeSnapshot(operation, { reason: 'stop', message });
  // Now nobody waits for the VPS to run; the restart that follows would have to do it first.
  return isFlattened ? snapshot : flattenIfDeep(operation, snapshot);
}

async function sayHowToStopWithout<T>(snapshot: () => Promise<T>): Promise<T> {
  try {
    return await snapshot();
  } catch (error) {
    const failure = stepFailure(error);
    if (failure === undefined) throw error;
    throw ApplicationFailure.nonRetryable(
      `${failure.message} The VPS runs on; to stop it without a snapshot send {"snapshot": false}.`,
      failure.type,
    );
  }
}
