import type { ContainerInspect } from '../docker/api-types';
import { withoutCopying } from '../docker/capture-mounts';
import { captureSpec, environmentOf } from '../docker/capture-spec';
import { compareSpecs } from '../docker/compare-specs';
import { isAnswer } from '../docker/errors';
import { managedAs } from '../docker/labels';
import { type ContainerFacts, isLive } from '../domain/container';
import { LABELS, nextContainerName, previousContainerName } from '../domain/names';
import { removeReplaced } from './cleanup';
import type { PrepareInput, SwapBackInput, SwapInput } from './contract';
import { engineSays, failure } from './failures';
import { containerFacts, containersOf, describeContainer, nameOf, requireContainer } from './find-container';
import { connectNetworks, type ContainerWish, makeContainer } from './make-container';
import { ensureStarted } from './run-state';
import type { Runner } from './runner';

const SHOWN_DIFFERENCES = 20;

export async function prepareReplacement(
  runner: Runner,
  input: PrepareInput,
): Promise<{ container: ContainerFacts }> {
  const { containers } = runner.docker;
  const { rehearse } = input;
  // A rehearsal happens while the VPS works in its volumes.
  const host_config = rehearse ? withoutCopying(input.spec.host_config) : input.spec.host_config;
  const wish: ContainerWish = {
    ...input,
    name: nextContainerName(input.task_id),
    spec: { ...input.spec, host_config },
    env: await environmentFor(runner, input),
    exact: true,
  };
  const replacement = (await findPrepared(runner, wish, rehearse)) ?? (await makeContainer(runner, wish));
  const differences = compareSpecs(wish.spec, captureSpec(replacement, runner.docker.api));
  if (rehearse || differences.length > 0) {
    await containers.remove(replacement.Id, { force: true, volumes: true });
  }
  if (differences.length > 0) {
    const shown = differences.slice(0, SHOWN_DIFFERENCES).join('; ');
    throw failure('configuration_differs', `The replacement would differ: ${shown}`);
  }
  return { container: await describeContainer(runner, replacement) };
}

export async function swapIn(runner: Runner, input: SwapInput): Promise<ContainerFacts> {
  const { task_id, old_container_id, new_container_id, name } = input;
  // The VPS is down: what can be asked at once is.
  const [old, replacement] = await Promise.all([
    old_container_id === null ? null : runner.docker.containers.inspect(old_container_id),
    requireContainer(runner, new_container_id),
    old_container_id === null ? undefined : removeReplaced(runner, task_id, old_container_id),
  ]);
  if (old !== null && isLive(old.State.Status)) {
    throw failure(
      'invalid_state',
      `${nameOf(old)} is ${old.State.Status}: only what is stopped is replaced.`,
    );
  }
  if (old !== null) await ensureName(runner, old, previousContainerName(task_id));
  await ensureName(runner, replacement, name);
  await ensureStarted(runner, new_container_id, { seen: replacement });
  return containerFacts(runner, new_container_id);
}

export async function swapBack(runner: Runner, input: SwapBackInput): Promise<void> {
  const { task_id, operation_id, old_container_id, name } = input;
  const { containers } = runner.docker;
  const old = old_container_id === null ? null : await containers.inspect(old_container_id);
  if (old_container_id !== null && old === null) return;
  for (const { Id, Labels } of await containersOf(runner, task_id)) {
    if (Id === old?.Id || Labels?.[LABELS.operationId] !== operation_id) continue;
    await containers.remove(Id, { force: true });
  }
  if (old !== null && nameOf(old) === previousContainerName(task_id)) await ensureName(runner, old, name);
}

/**
 * The replacement that an earlier attempt has prepared, or nothing: then whatever else of ours had its name is gone.
 */
async function findPrepared(
  runner: Runner,
  wish: ContainerWish,
  rehearse: boolean,
): Promise<ContainerInspect | null> {
  const { containers } = runner.docker;
  const existing = await containers.inspect(wish.name);
  if (existing === null) return null;
  const { Labels, Image } = existing.Config;
  if (managedAs(Labels) !== wish.task_id) {
    throw failure('container_name_in_use', `The runner has a container ${wish.name}, which is not ours.`);
  }
  const isAsWished =
    !rehearse &&
    Labels?.[LABELS.operationId] === wish.operation_id &&
    Labels[LABELS.snapshotId] === (wish.snapshot_id ?? '') &&
    Image === wish.image &&
    existing.State.Status === 'created';
  if (isAsWished) {
    await connectNetworks(runner, existing.Id, wish);
    return requireContainer(runner, existing.Id);
  }
  await containers.remove(existing.Id, { force: true, volumes: existing.State.Status === 'created' });
  return null;
}

/** The old container's environment; when it is gone, that part of the image's which was the VPS's. */
async function environmentFor({ docker }: Runner, input: PrepareInput): Promise<string[]> {
  const container = input.env_from === null ? null : await docker.containers.inspect(input.env_from);
  if (container !== null) return container.Config.Env ?? [];
  const image = await docker.images.inspect(input.image);
  if (image === null) throw failure('image_not_found', `The runner has no image ${input.image}.`);
  return environmentOf(image.Config?.Env)
    .filter(({ name }) => input.spec.env_names.includes(name))
    .map(({ line }) => line);
}

async function ensureName({ docker }: Runner, container: ContainerInspect, name: string): Promise<void> {
  if (nameOf(container) === name) return;
  try {
    await docker.containers.rename(container.Id, name);
  } catch (error) {
    if (!isAnswer(error, 409)) throw error;
    throw failure('container_name_in_use', engineSays(error));
  }
}
