import { isAnswer } from '../docker/errors';
import { isFlattened, type LabelMap } from '../docker/labels';
import { forgetNotes } from '../docker/notes';
import { isLive } from '../domain/container';
import {
  flatteningContainerName,
  LABELS,
  nextContainerName,
  previousContainerName,
  snapshotTag,
} from '../domain/names';
import type { ContainerRef, RemovedSnapshots, RunnerActivities } from './contract';
import { failure } from './failures';
import { containersOf, hasName, nameOf } from './find-container';
import type { Runner } from './runner';

/** How Docker names a volume that nobody named. */
const ANONYMOUS_VOLUME = /^[0-9a-f]{64}$/;
const REMOVAL_POLL_MS = 500;

export async function removeContainer(runner: Runner, { container_id }: ContainerRef): Promise<void> {
  const { containers } = runner.docker;
  for (;;) {
    try {
      return await containers.remove(container_id, { force: false });
    } catch (error) {
      if (!isAnswer(error, 400, 409)) throw error;
      const container = await containers.inspect(container_id);
      if (container === null) return;
      const { Status } = container.State;
      if (isLive(Status)) throw failure('invalid_state', `${nameOf(container)} is ${Status}: not removed.`);
      if (Status !== 'removing') throw error;
    }
    await runner.activity.sleep(REMOVAL_POLL_MS);
  }
}

export async function destroyContainer(
  runner: Runner,
  {
    container_id,
    anonymous_volumes,
    volumes: seen = [],
  }: Parameters<RunnerActivities['destroyContainer']>[0],
): Promise<void> {
  const { containers, volumes } = runner.docker;
  const container = await containers.inspect(container_id);
  const mounted = (container?.Mounts ?? []).flatMap(({ Name }) => Name ?? []);
  await containers.remove(container_id, { force: true });
  if (!anonymous_volumes) return;
  const unwanted = new Set([...mounted, ...seen].filter((name) => ANONYMOUS_VOLUME.test(name)));
  for (const name of unwanted) await volumes.removeUnused(name);
}

export async function discardCreated(
  runner: Runner,
  { task_id, operation_id }: { task_id: string; operation_id: string },
): Promise<void> {
  for (const { Id, Labels } of await containersOf(runner, task_id)) {
    if (Labels?.[LABELS.operationId] !== operation_id) continue;
    await runner.docker.containers.remove(Id, { force: true, volumes: true });
  }
}

export async function removeSnapshots(
  runner: Runner,
  { task_id, snapshot_ids }: { task_id: string; snapshot_ids: string[] },
): Promise<RemovedSnapshots> {
  const { docker, log } = runner;
  const removed: string[] = [];
  const in_use: string[] = [];
  for (const id of snapshot_ids) {
    const outcome = await docker.images.remove(snapshotTag(task_id, id));
    log.info({ snapshot_id: id, outcome }, 'removing a snapshot');
    (outcome === 'in_use' ? in_use : removed).push(id);
  }
  // Not every engine removes with an image all those without a name that only it stood on.
  if (removed.length > 0) await sweepImages(runner, task_id);
  return { removed, in_use };
}

export async function sweep(
  runner: Runner,
  { task_id, keep_container_id }: { task_id: string; keep_container_id: string | null },
): Promise<void> {
  await sweepContainers(runner, task_id, keep_container_id);
  await removeFlattening(runner, task_id);
  await sweepImages(runner, task_id);
  // Without a container to keep, the VPS is being deleted.
  if (keep_container_id === null) await forgetNotes(runner.docker, task_id);
}

async function sweepContainers(runner: Runner, taskId: string, keepId: string | null): Promise<void> {
  const { containers } = runner.docker;
  const entries = await containersOf(runner, taskId);
  for (const entry of entries) {
    if (hasName(entry, nextContainerName(taskId)) && entry.Id !== keepId) {
      runner.log.info({ container_id: entry.Id }, 'sweeping a replacement that never took its place');
      await containers.remove(entry.Id, { force: true });
    }
  }
  if (keepId !== null) await removeReplaced(runner, taskId, keepId);
}

/**
 * Removes what a restart had set aside and could not remove, once another container is known to carry the VPS: until
 * then it may hold the only copy of the VPS's files.
 */
export async function removeReplaced(runner: Runner, taskId: string, keptId: string): Promise<void> {
  const { containers } = runner.docker;
  const setAside = await containers.inspect(previousContainerName(taskId));
  if (setAside === null || setAside.Id === keptId || isLive(setAside.State.Status)) return;
  const kept = await containers.inspect(keptId);
  if (kept === null || nameOf(kept) === nextContainerName(taskId)) return;
  runner.log.info({ container_id: setAside.Id }, 'sweeping a container that has been replaced');
  await containers.remove(setAside.Id, { force: false });
}

/** Containers of a flattening that was cut off. */
export async function removeFlattening({ docker }: Runner, taskId: string): Promise<void> {
  const left = await docker.containers.inspect(flatteningContainerName(taskId));
  if (left === null || !isFlattened(left.Config.Labels)) return;
  await docker.containers.remove(left.Id, { force: true, volumes: true });
}

/**
 * Images of the VPS without a name: commits whose answer was lost, what was flattened, and what only removed snapshots
 * stood on. One that something stands on stays.
 */
export async function sweepImages({ docker, log }: Runner, taskId: string): Promise<void> {
  const label = [`${LABELS.taskId}=${taskId}`];
  const tried = new Set<string>();
  // An image is listed when none stands on it any more, which the removal of another may bring about.
  for (;;) {
    const listed = await docker.images.list({ dangling: ['true'], label });
    const unwanted = listed.filter(({ Id, Labels }) => !tried.has(Id) && isSweepable(Labels));
    if (unwanted.length === 0) return;
    for (const { Id } of unwanted) {
      tried.add(Id);
      const outcome = await docker.images.remove(Id);
      log.info({ image_id: Id, outcome }, 'sweeping an image without a name');
    }
  }
}

/** What a person committed from the VPS by hand bears the labels of its container, not those of a snapshot. */
function isSweepable(labels: LabelMap | null): boolean {
  return (labels?.[LABELS.source] ?? '') !== '' || isFlattened(labels);
}
