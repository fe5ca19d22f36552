import type { PrepareInput } from '../activities/contract';
import type { ContainerFacts } from '../domain/container';
import type { JsonObject } from '../domain/json';
import type { OperationRequest } from '../domain/operation';
import type { OperationOutcome } from '../domain/outcome';
import { WORDING } from '../domain/phase';
import { planRestart, type RestartPlan } from '../domain/restart-source';
import type { Snapshot } from '../domain/snapshot';
import { fail } from './failure';
import { flattenIfDeep, removeUnnamedImage } from './flatten';
import { type Operation, performOperation } from './operation';
import { removeAside } from './remove-aside';
import { revive } from './revive';
import { removeReleased, rotate } from './rotate';
import { Saga } from './saga';
import { checkSnapshotIsPossible, commitOf, snapshotResult, takeSnapshot } from './take-snapshot';
import type { OperationInput } from './vps-state';

type RestartOperation = Operation<OperationRequest<'restart'> | OperationRequest<'restore'>>;
type RecreatePlan = Extract<RestartPlan, { type: 'recreate' | 'recreate_from_new' }>;

/** Brings a VPS back from its latest snapshot, or from a named one: see "The restart flow" in docs/architecture.md. */
export async function restartVps(
  input: OperationInput<OperationRequest<'restart'>>,
): Promise<OperationOutcome> {
  return performOperation(input, (operation) => restart(operation));
}

/** Puts a VPS back to a named snapshot; what it holds beyond that is saved as a safety snapshot first. */
export async function restoreVps(
  input: OperationInput<OperationRequest<'restore'>>,
): Promise<OperationOutcome> {
  return performOperation(input, (operation) => restart(operation));
}

async function restart(operation: RestartOperation): Promise<JsonObject> {
  const { record, request } = operation;
  const plan = planRestart(record, request.params);
  switch (plan.type) {
    case 'impossible':
      return fail(plan.code, whyImpossible(record.task_id, request.params.snapshot_id));
    case 'same_container':
      return restartSameContainer(operation);
    case 'recreate':
    case 'recreate_from_new':
      return recreate(operation, plan);
  }
}

/**
 * The swap. Until the replacement has proved itself, the old container is stopped and set aside, never removed; any
 * failure and any cancellation before that leads back to it.
 */
async function recreate(operation: RestartOperation, plan: RecreatePlan): Promise<JsonObject> {
  const { task_id, container: before } = operation.record;
  if (before !== null && plan.save !== null) checkSnapshotIsPossible(operation, before);

  // With a fixed source there is time for it now, while the VPS runs.
  const fixed = plan.type === 'recreate' ? await flattenIfDeep(operation, plan.from) : null;
  const saga = new Saga();
  const { from, saved } = await saga.run(async () => {
    // Undone in reverse: the replacement goes before the old container starts, since both want the same ports.
    if (before !== null) saga.onFailure('run the VPS as before', () => revive(operation, before));
    saga.onFailure('let the old container take its place again', () => swapBack(operation, before));
    const prepared =
      fixed !== null
        ? await prepareFrom(operation, before, fixed)
        : await rehearse(operation, operation.container());

    if (before !== null && operation.takesFewSteps && !wouldBeTooDeep(operation, plan, before)) {
      return replace(operation, before, plan, fixed, prepared);
    }

    if (before !== null) {
      await operation.step('stopContainer', WORDING.stopContainer, {
        task_id,
        container_id: before.id,
        hold: true,
      });
    }
    const saved = plan.save === null ? null : (await takeSnapshot(operation, { reason: plan.save })).snapshot;
    const from = fixed ?? (await flattenIfDeep(operation, requireSnapshot(saved)));
    const replacement = fixed !== null ? prepared : await prepareFrom(operation, before, from);

    await operation.step('swapIn', WORDING.swapIn, {
      task_id,
      old_container_id: before?.id ?? null,
      new_container_id: replacement.id,
      name: operation.spec().name,
    });
    const container = await operation.step('verifyContainer', WORDING.verifyContainer, {
      task_id,
      container_id: replacement.id,
    });
    operation.apply({ type: 'desired', desired: 'running' }, { type: 'container', container });
    return { from, saved: fixed !== null ? saved : from };
  });

  if (before !== null) await removeAside(operation, before);
  const rotated_out = saved === null ? await removeReleased(operation) : await rotate(operation);
  if (before !== null) await removeUnnamedImage(operation, before);
  return {
    message: `VPS restarted from snapshot ${from.id}`,
    task_id,
    snapshot_id: from.id,
    saved_snapshot: saved && snapshotResult(saved),
    rotated_out,
  };
}

/** What happens while the VPS is down, in one step. */
async function replace(
  operation: RestartOperation,
  { id: container_id }: ContainerFacts,
  plan: RecreatePlan,
  fixed: Snapshot | null,
  prepared: ContainerFacts,
): Promise<{ from: Snapshot; saved: Snapshot | null }> {
  const { record, request } = operation;
  const { task_id, runner } = record;
  const operation_id = request.id;
  const spec = operation.spec();
  const { saved, container } = await operation.step('replaceContainer', 'Replace the container', {
    task_id,
    operation_id,
    container_id,
    name: spec.name,
    save: plan.save === null ? null : commitOf(operation, { reason: plan.save }),
    replacement:
      fixed !== null
        ? { container_id: prepared.id }
        : { task_id, operation_id, runner, spec, env_from: container_id },
  });
  if (saved !== null) operation.apply({ type: 'snapshot_taken', snapshot: saved });
  operation.apply({ type: 'desired', desired: 'running' }, { type: 'container', container });
  return { from: fixed ?? requireSnapshot(saved), saved };
}

/** Whether the snapshot that the VPS is to come back from will have to be flattened, which the workflow decides. */
function wouldBeTooDeep(
  { flattenAt }: RestartOperation,
  { type }: RecreatePlan,
  { layers }: ContainerFacts,
): boolean {
  return type === 'recreate_from_new' && flattenAt !== null && layers + 1 >= flattenAt;
}

/** No snapshot and none to be taken: the same container stops and starts. */
async function restartSameContainer(operation: RestartOperation): Promise<JsonObject> {
  const { task_id } = operation.record;
  const before = operation.container();
  const container_id = before.id;
  const saga = new Saga();
  await saga.run(async () => {
    saga.onFailure('run the VPS as before', () => revive(operation, before));
    await operation.step('stopContainer', WORDING.stopContainer, { task_id, container_id, hold: false });
    await operation.step('startContainer', 'Start the VPS', { task_id, container_id });
    const container = await operation.step('verifyContainer', WORDING.verifyContainer, {
      task_id,
      container_id,
    });
    operation.apply({ type: 'desired', desired: 'running' }, { type: 'container', container });
  });
  return { message: 'VPS restarted (it has no snapshot)', task_id, snapshot_id: null, saved_snapshot: null };
}

/** With a fixed source the replacement is created while the VPS still runs. */
async function prepareFrom(
  operation: RestartOperation,
  before: ContainerFacts | null,
  { tag, id }: Snapshot,
): Promise<ContainerFacts> {
  return prepare(operation, WORDING.prepareReplacement(id), {
    image: tag,
    snapshot_id: id,
    env_from: before?.id ?? null,
    rehearse: false,
  });
}

/** The source does not exist yet: see, while the VPS still runs, that a replacement can have its configuration. */
async function rehearse(operation: RestartOperation, before: ContainerFacts): Promise<ContainerFacts> {
  return prepare(operation, 'Rehearse the replacement', {
    image: before.image_id,
    snapshot_id: before.created_from,
    env_from: before.id,
    rehearse: true,
  });
}

async function prepare(
  operation: RestartOperation,
  summary: string,
  source: Pick<PrepareInput, 'image' | 'snapshot_id' | 'env_from' | 'rehearse'>,
): Promise<ContainerFacts> {
  const { task_id, runner } = operation.record;
  const { container } = await operation.step('prepareReplacement', summary, {
    task_id,
    operation_id: operation.request.id,
    runner,
    spec: operation.spec(),
    ...source,
  });
  return container;
}

async function swapBack(operation: RestartOperation, before: ContainerFacts | null): Promise<void> {
  await operation.step('swapBack', 'Let the old container take its place again', {
    task_id: operation.record.task_id,
    operation_id: operation.request.id,
    old_container_id: before?.id ?? null,
    name: operation.spec().name,
  });
}

function requireSnapshot(snapshot: Snapshot | null): Snapshot {
  return snapshot ?? fail('internal', 'A restart from a new snapshot took none.');
}

function whyImpossible(taskId: string, snapshotId: string | undefined): string {
  return snapshotId === undefined
    ? `The container of ${taskId} is gone and it has no snapshot.`
    : `${taskId} has no snapshot ${snapshotId}.`;
}
