import { timeoutSignal } from '../abort/timeout-signal';
import type { ImageInspect } from '../docker/api-types';
import { depthOf } from '../docker/engine-differences';
import { EngineAnswerError, isDiskFull } from '../docker/errors';
import { isFlattened, type LabelMap, snapshotOf } from '../docker/labels';
import { BrokenArchiveError } from '../docker/tar-digest';
import { flatteningContainerName, LABELS, snapshotRepository, snapshotTag } from '../domain/names';
import { roomForFlattening } from '../domain/preflight';
import type { Snapshot } from '../domain/snapshot';
import { removeFlattening, sweepImages } from './cleanup';
import type { FlattenInput } from './contract';
import { engineSays, failure } from './failures';
import { bodyForCommit, bodyForExport, configDifferences } from './flatten-config';
import { type CopyWatch, copyTree, sameTree, sumUpTree } from './flatten-copy';
import type { Runner } from './runner';

const ATTEMPTS_ON_ENGINE_ERROR = 2;
const COMMIT_MS = 15 * 60_000;

/** See `RunnerActivities.flattenSnapshot`. Every attempt begins anew, unless one has come to its end. */
export async function flattenSnapshot(
  runner: Runner,
  input: FlattenInput,
): Promise<{ snapshot: Snapshot; skipped: string | null }> {
  const { docker, log, settings } = runner;
  const tag = snapshotTag(input.task_id, input.snapshot_id);
  const deep = await docker.images.inspect(tag);
  if (deep === null) throw failure('snapshot_not_found', `The runner has no image ${tag}.`);
  await leaveNothing(runner, input);
  if (isFlattened(deep.Config?.Labels))
    return { snapshot: await describe(runner, input, deep), skipped: null };

  const bytes = (await docker.images.sizesOf(deep.Id))?.size ?? deep.Size;
  const obstacle = roomForFlattening(bytes, {
    free_bytes: await docker.freeBytes(),
    reserve_bytes: settings.diskReserveBytes,
  });
  if (obstacle !== null) return { snapshot: await describe(runner, input, deep), skipped: obstacle };

  const flat = await makeFlat(runner, input, deep, bytes);
  await docker.images.tag(flat.Id, snapshotRepository(input.task_id), input.snapshot_id);
  const layers = { from: depthOf(deep), to: depthOf(flat) };
  log.info({ snapshot_id: input.snapshot_id, layers }, 'a snapshot was flattened');
  // The old image has lost its name. While a container or a younger snapshot stands on it, it stays.
  await leaveNothing(runner, input);
  return { snapshot: await describe(runner, input, flat), skipped: null };
}

/**
 * An image without a name, with the files and the configuration of the other. Fails with nothing left.
 *
 * @param bytes what the other has when it is unpacked
 */
async function makeFlat(
  runner: Runner,
  input: FlattenInput,
  deep: ImageInspect,
  bytes: number,
): Promise<ImageInspect> {
  const { docker, activity, log } = runner;
  const name = flatteningContainerName(input.task_id);
  const marks: LabelMap = { [LABELS.taskId]: input.task_id, [LABELS.flattenedBy]: input.operation_id };
  // All files come through twice: to be copied, and to be compared.
  const watch = (before: number): CopyWatch => ({
    cancelled: activity.cancellationSignal,
    report: (done) => runner.progress(Math.min(before + done, 2 * bytes), 2 * bytes),
  });
  try {
    const copy = await inContainer(runner, name, bodyForExport(deep, marks), (id) =>
      copyTree(docker, id, marks, watch(0)),
    );
    const config = deep.Config ?? {};
    const labels = { ...config.Labels, ...marks };
    const flatId = await inContainer(runner, name, bodyForCommit(copy.imageId, marks), async (id) => {
      const made = await sumUpTree(docker, id, watch(bytes));
      if (!sameTree(copy.summary, made)) {
        throw failure('snapshot_failed', 'The flattened image has not the files that the snapshot has.');
      }
      // The engine would go on with it all the same; there is nothing but the configuration to commit.
      return docker.containers.commit(id, { pause: false, labels, config }, timeoutSignal(COMMIT_MS));
    });
    const flat = await docker.images.inspect(flatId);
    if (flat === null) throw failure('snapshot_failed', 'The flattened image was made, and is gone again.');
    const differences = configDifferences(deep.Config, flat.Config, labels);
    if (differences.length > 0) {
      throw failure('snapshot_failed', `The flattened image would differ in ${differences.join(', ')}.`);
    }
    return flat;
  } catch (error) {
    await sweepImages(runner, input.task_id).catch((failed: unknown) => {
      log.warn({ error: String(failed) }, 'what a flattening has made stays for now');
    });
    throw flatteningFailure(runner, error);
  }
}

/** Does something with a container that is never started, and removes it. */
async function inContainer<T>(
  { docker, log }: Runner,
  name: string,
  body: ReturnType<typeof bodyForExport>,
  use: (id: string) => Promise<T>,
): Promise<T> {
  const id = await docker.containers.create(name, body);
  try {
    return await use(id);
  } finally {
    await docker.containers.remove(id, { force: true, volumes: true }).catch((error: unknown) => {
      log.warn({ container_id: id, error: String(error) }, 'a container of a flattening stays for now');
    });
  }
}

/** What attempts that were cut off have left, and the image that has lost its name. */
async function leaveNothing(runner: Runner, { task_id }: FlattenInput): Promise<void> {
  await removeFlattening(runner, task_id);
  await sweepImages(runner, task_id);
}

async function describe({ docker }: Runner, input: FlattenInput, image: ImageInspect): Promise<Snapshot> {
  const sizes = await docker.images.sizesOf(image.Id);
  const RepoTags = [snapshotTag(input.task_id, input.snapshot_id)];
  const labelled = { Id: image.Id, RepoTags, Labels: image.Config?.Labels ?? null };
  const snapshot = sizes && snapshotOf(labelled, input.task_id, sizes);
  if (snapshot === null) {
    throw failure('snapshot_failed', `${input.snapshot_id} bears no labels of a snapshot.`);
  }
  return snapshot;
}

function flatteningFailure({ failures }: Runner, error: unknown): unknown {
  const isLast = failures + 1 >= ATTEMPTS_ON_ENGINE_ERROR;
  if (error instanceof BrokenArchiveError) {
    return isLast ? failure('snapshot_failed', `The snapshot cannot be read. ${error.message}`) : error;
  }
  if (!(error instanceof EngineAnswerError)) return error;
  if (isDiskFull(error)) return failure('insufficient_disk', engineSays(error));
  return isLast || error.status < 500 ? failure('snapshot_failed', engineSays(error)) : error;
}
