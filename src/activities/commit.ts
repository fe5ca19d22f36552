import { CancelledFailure } from '@temporalio/common';
import type { ContainerInspect } from '../docker/api-types';
import { notCaptured } from '../docker/container-facts';
import { EngineAnswerError, isDiskFull } from '../docker/errors';
import { snapshotLabels, snapshotOf } from '../docker/labels';
import { markOf, type UncapturedPath } from '../domain/container';
import { LABELS, snapshotRepository, snapshotTag } from '../domain/names';
import { exceeds, preflightSnapshot } from '../domain/preflight';
import type { Snapshot } from '../domain/snapshot';
import { awaitCommit } from './await-commit';
import type { CommitInput } from './contract';
import { engineSays, failure } from './failures';
import { describeContainer, requireContainer } from './find-container';
import { freezing } from './freeze-turns';
import type { Runner } from './runner';
import { ensureThawed } from './thaw';

const RECOVERY_POLL_MS = 1000;
/** How long an earlier attempt's commit is waited for: this, and time for each byte at the pace of a slow disk. */
const RECOVERY_PATIENCE_MS = 60_000;
const SLOW_BYTES_PER_MS = 20_000;
const ATTEMPTS_ON_ENGINE_ERROR = 3;

/** @param seen the container as it was inspected just now, with its sizes, where the caller has done so */
export async function commitSnapshot(
  runner: Runner,
  input: CommitInput,
  seen?: ContainerInspect,
): Promise<{ snapshot: Snapshot; not_captured: UncapturedPath[] }> {
  try {
    const container = seen ?? (await requireContainer(runner, input.container_id, { size: true }));
    const imageId =
      (await findEarlierCommit(runner, input, container)) ?? (await commit(runner, input, container));
    const [snapshot] = await Promise.all([
      nameSnapshot(runner, input, imageId),
      thawUnlessPausedByPerson(runner, input),
    ]);
    await removeDuplicates(runner, input, imageId);
    await requireWithinLimit(runner, input, snapshot);
    return { snapshot, not_captured: notCaptured(container) };
  } catch (error) {
    if (error instanceof EngineAnswerError) {
      await thawUnlessPausedByPerson(runner, input);
      throw await snapshotFailure(runner, input, error);
    }
    throw error;
  }
}

/**
 * The image of an attempt whose answer was lost. Some engines go on with a commit that nobody waits for, others end it
 * (see `engine-differences`). Either way the image may still come for as long as the container is frozen by us, and not
 * any more when it is thawed. Null is therefore a definite no for a container that the commit froze; the duplicate that
 * a stopped one may still get is removed after the next commit, or swept.
 */
async function findEarlierCommit(
  runner: Runner,
  input: CommitInput,
  container: ContainerInspect,
): Promise<string | null> {
  const since = performance.now();
  const patience = RECOVERY_PATIENCE_MS + (container.SizeRw ?? 0) / SLOW_BYTES_PER_MS;
  for (let seen = container; ; seen = await requireContainer(runner, input.container_id)) {
    // In this order: the image exists before the engine thaws the container.
    const isFrozen = seen.State.Status === 'paused' && !input.was_paused;
    const [found] = await committedImages(runner, input);
    if (found !== undefined) return found;
    if (!isFrozen) return null;
    if (performance.now() - since > patience) {
      await ensureThawed(runner, input.container_id);
      return null;
    }
    await sleepOrThaw(runner, input);
  }
}

async function sleepOrThaw(runner: Runner, input: CommitInput): Promise<void> {
  try {
    await runner.activity.sleep(RECOVERY_POLL_MS);
  } catch (error) {
    if (error instanceof CancelledFailure) await thawUnlessPausedByPerson(runner, input);
    throw error;
  }
}

async function commit(runner: Runner, input: CommitInput, container: ContainerInspect): Promise<string> {
  const [facts, free_bytes] = await Promise.all([
    describeContainer(runner, container),
    runner.docker.freeBytes(),
  ]);
  const disk = { free_bytes, reserve_bytes: runner.settings.diskReserveBytes };
  const obstacle = preflightSnapshot(facts, disk, input.max_bytes ?? 0);
  if (obstacle !== null) throw failure(obstacle.code, obstacle.detail);
  const freeze = input.pause && !input.was_paused && facts.state === 'running';
  const labels = snapshotLabels({ ...input, source: markOf(facts) });
  const order = {
    id: input.container_id,
    freeze,
    labels,
    bytes: facts.writable_bytes ?? 0,
    isMade: async () => (await committedImages(runner, input)).length > 0,
  };
  return freeze ? freezing(container.Id, () => awaitCommit(runner, order)) : awaitCommit(runner, order);
}

/** Images of this very snapshot, whether named yet or not: the named one first. */
async function committedImages({ docker }: Runner, input: CommitInput): Promise<string[]> {
  const labels = [
    `${LABELS.operationId}=${input.operation_id}`,
    `${LABELS.snapshotId}=${input.snapshot_id}`,
    `${LABELS.taskId}=${input.task_id}`,
  ];
  const [named, unnamed] = await Promise.all([
    docker.images.inspect(snapshotTag(input.task_id, input.snapshot_id)),
    docker.images.list({ dangling: ['true'], label: labels }),
  ]);
  const isSnapshot = unnamed.filter(({ Labels }) => (Labels?.[LABELS.source] ?? '') !== '');
  return [...(named === null ? [] : [named.Id]), ...isSnapshot.map(({ Id }) => Id)];
}

async function nameSnapshot({ docker }: Runner, input: CommitInput, imageId: string): Promise<Snapshot> {
  const tag = snapshotTag(input.task_id, input.snapshot_id);
  await docker.images.tag(imageId, snapshotRepository(input.task_id), input.snapshot_id);
  const [image, sizes] = await Promise.all([docker.images.inspect(imageId), docker.images.sizesOf(imageId)]);
  const snapshot =
    image && sizes && snapshotOf({ ...image, Labels: image.Config?.Labels ?? null }, input.task_id, sizes);
  if (snapshot === null) throw failure('snapshot_failed', `${tag} was made, and is gone again.`);
  return snapshot;
}

/** What the holes of sparse files take, some engines show only now: see `engine-differences`. */
async function requireWithinLimit(
  { docker }: Runner,
  { max_bytes }: CommitInput,
  { tag, unique_size }: Snapshot,
): Promise<void> {
  const excess = exceeds(unique_size, max_bytes ?? 0);
  if (excess === null) return;
  await docker.images.remove(tag);
  throw failure(excess.code, excess.detail);
}

/** Of an attempt that went on after its answer was lost. */
async function removeDuplicates(runner: Runner, input: CommitInput, imageId: string): Promise<void> {
  if (runner.activity.info.attempt === 1) return;
  for (const id of await committedImages(runner, input)) {
    if (id !== imageId) await runner.docker.images.remove(id);
  }
}

async function thawUnlessPausedByPerson(runner: Runner, input: CommitInput): Promise<void> {
  if (!input.was_paused) await ensureThawed(runner, input.container_id);
}

/** What can be known before a commit, such as its depth, has been refused by then: see `preflightSnapshot`. */
async function snapshotFailure(runner: Runner, input: CommitInput, error: EngineAnswerError): Promise<Error> {
  if (isDiskFull(error)) {
    const free = await runner.docker.freeBytes();
    const figure = free === null ? '' : ` ${free} bytes are free.`;
    return failure(
      'insufficient_disk',
      `The snapshot does not fit on the disk.${figure} ${engineSays(error)}`,
    );
  }
  const isWorthRepeating = error.status >= 500 && runner.failures + 1 < ATTEMPTS_ON_ENGINE_ERROR;
  if (isWorthRepeating) return error;
  return failure('snapshot_failed', `${input.container_id.slice(0, 12)}: ${engineSays(error)}`);
}
