import { isAnswer } from '../docker/errors';
import { isLive } from '../domain/container';
import { LABELS, nextContainerName, previousContainerName, snapshotTag } from '../domain/names';
import type { ContainerRef, RemovedSnapshots } from './contract';
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
  { container_id, anonymous_volumes }: ContainerRef & { anonymous_volumes: boolean },
): Promise<void> {
  const { containers, volumes } = runner.docker;
  const container = await containers.inspect(container_id);
  // An attempt that was cut off after the removal has left the names of the volumes.
  const mounted =
    container === null ? rememberedNames(runner) : (container.Mounts ?? []).map(({ Name }) => Name);
  const anonymous = mounted.filter((name) => name !== undefined && ANONYMOUS_VOLUME.test(name));
  const unwanted = anonymous_volumes ? anonymous.filter((name) => name !== undefined) : [];
  runner.remember({ volumes: unwanted });
  await containers.remove(container_id, { force: true });
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
  { docker, log }: Runner,
  { task_id, snapshot_ids }: { task_id: string; snapshot_ids: string[] },
): Promise<RemovedSnapshots> {
  const removed: string[] = [];
  const in_use: string[] = [];
  for (const id of snapshot_ids) {
    const outcome = await docker.images.remove(snapshotTag(task_id, id));
    log.info({ snapshot_id: id, outcome }, 'removing a snapshot');
    (outcome === 'in_use' ? in_use : removed).push(id);
  }
  return { removed, in_use };
}

export async function sweep(
  runner: Runner,
  { task_id, keep_container_id }: { task_id: string; keep_container_id: string | null },
): Promise<void> {
  await sweepContainers(runner, task_id, keep_container_id);
  await sweepImages(runner, task_id);
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
  const kept = keepId === null ? null : await containers.inspect(keepId);
  const setAside = await containers.inspect(previousContainerName(taskId));
  // It may hold the only copy of the VPS's files, unless another container is known to carry the VPS.
  const isReplaced = kept !== null && kept.Id !== setAside?.Id && nameOf(kept) !== nextContainerName(taskId);
  if (setAside === null || !isReplaced || isLive(setAside.State.Status)) return;
  runner.log.info({ container_id: setAside.Id }, 'sweeping a container that has been replaced');
  await containers.remove(setAside.Id, { force: false });
}

/** Images of the VPS without a name: commits whose answer was lost. One that something stands on stays. */
async function sweepImages({ docker, log }: Runner, taskId: string): Promise<void> {
  const label = [`${LABELS.taskId}=${taskId}`];
  for (const { Id, Labels } of await docker.images.list({ dangling: ['true'], label })) {
    // What a person committed from the VPS by hand bears the labels of its container, not those of a snapshot.
    if ((Labels?.[LABELS.source] ?? '') === '') continue;
    const outcome = await docker.images.remove(Id);
    log.info({ image_id: Id, outcome }, 'sweeping an image without a name');
  }
}

function rememberedNames({ remembered }: Runner): string[] {
  if (typeof remembered !== 'object' || remembered === null || !('volumes' in remembered)) return [];
  return Array.isArray(remembered.volumes) ? remembered.volumes.map(String) : [];
}
