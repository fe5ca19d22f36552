import type { ContainerInspect, ContainerListEntry } from '../docker/api-types';
import { factsOf } from '../docker/container-facts';
import { managedAs } from '../docker/labels';
import type { ContainerFacts } from '../domain/container';
import { LABELS, nextContainerName, previousContainerName } from '../domain/names';
import type { SurveyInput } from './contract';
import { failure } from './failures';
import type { Runner } from './runner';
import { inspectContainer } from './thaw';

/** @throws ApplicationFailure `container_not_found` */
export async function requireContainer(
  runner: Runner,
  reference: string,
  options: { size?: boolean } = {},
): Promise<ContainerInspect> {
  const container = await inspectContainer(runner, reference, options);
  if (container === null) throw failure('container_not_found', `The runner has no container ${reference}.`);
  return container;
}

/** The facts as they are now. */
export async function containerFacts(runner: Runner, id: string): Promise<ContainerFacts> {
  return describeContainer(runner, await requireContainer(runner, id));
}

export async function describeContainer(
  { docker }: Runner,
  container: ContainerInspect,
): Promise<ContainerFacts> {
  const sizes = await docker.images.sizesOf(container.Image);
  return factsOf(container, sizes?.layers ?? 0);
}

/** Containers that Holdfast created for a VPS, in every state. */
export async function containersOf({ docker }: Runner, taskId: string): Promise<ContainerListEntry[]> {
  const labelled = await docker.containers.list([`${LABELS.taskId}=${taskId}`]);
  return labelled.filter(({ Labels }) => managedAs(Labels) === taskId);
}

/**
 * The container that carries a VPS: the one that the record knows, else the one that bears its label. One that was
 * set aside by a replacement counts when there is no other.
 */
export async function findVpsContainer(
  runner: Runner,
  { task_id, container_id }: SurveyInput,
): Promise<ContainerInspect | null> {
  const inspect = (id: string): Promise<ContainerInspect | null> =>
    inspectContainer(runner, id, { size: true });
  const known = container_id === null ? null : await inspect(container_id);
  if (known !== null && nameOf(known) !== previousContainerName(task_id)) return known;
  const inPlace = newest((await containersOf(runner, task_id)).filter((entry) => isInPlace(entry, task_id)));
  const found = inPlace && (await inspect(inPlace.Id));
  return found ?? known ?? (await inspect(previousContainerName(task_id)));
}

/** Whether a container takes no part in a swap. */
export function isInPlace(entry: ContainerListEntry, taskId: string): boolean {
  return ![nextContainerName(taskId), previousContainerName(taskId)].some((name) => hasName(entry, name));
}

export function hasName({ Names }: ContainerListEntry, name: string): boolean {
  return Names.includes(`/${name}`);
}

export function nameOf({ Name }: ContainerInspect): string {
  return Name.replace(/^\//, '');
}

function newest(entries: readonly ContainerListEntry[]): ContainerListEntry | undefined {
  return [...entries].sort((a, b) => a.Created - b.Created).at(-1);
}
