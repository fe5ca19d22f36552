import type { ContainerListEntry } from '../docker/api-types';
import type { EngineConnection } from '../docker/engine';
import type { ContainerState } from '../domain/container';
import {
  flatteningContainerName,
  isSnapshotId,
  LABELS,
  nextContainerName,
  previousContainerName,
  SNAPSHOT_REPOSITORY_PREFIX,
} from '../domain/names';
import type { Sighting } from '../domain/sighting';
import type { VpsRecord } from '../domain/vps';

type SeenContainer = NonNullable<Sighting['container']>;

/** What there is of one VPS now. */
export async function glance(docker: EngineConnection, record: VpsRecord): Promise<Sighting> {
  const [container, images] = await Promise.all([
    glanceAtContainer(docker, record),
    docker.images.list({ reference: [SNAPSHOT_REPOSITORY_PREFIX + record.task_id] }),
  ]);
  return { container, snapshot_ids: snapshotIds(images, record.task_id) };
}

/** What there is of many VPSs now, with two questions to the engine, and one more for each adopted container. */
export async function glanceAtAll(
  docker: EngineConnection,
  records: readonly VpsRecord[],
): Promise<Map<string, Sighting>> {
  const [containers, images] = await Promise.all([
    docker.containers.list([LABELS.taskId]),
    docker.images.list({ reference: [`${SNAPSHOT_REPOSITORY_PREFIX}*`] }),
  ]);
  const sightings = new Map<string, Sighting>();
  for (const record of records) {
    const listed = containers.find(({ Id }) => Id === record.container?.id);
    const isAdopted = record.container !== null && record.container.managed_as === null;
    const container =
      listed !== undefined
        ? asSeen(listed)
        : isAdopted
          ? await glanceAtContainer(docker, record)
          : inPlace(containers, record.task_id);
    sightings.set(record.task_id, { container, snapshot_ids: snapshotIds(images, record.task_id) });
  }
  return sightings;
}

async function glanceAtContainer(
  { containers }: EngineConnection,
  { task_id, container }: VpsRecord,
): Promise<SeenContainer | null> {
  const known = container === null ? null : await containers.inspect(container.id);
  if (known !== null) {
    const { Status, StartedAt } = known.State;
    return { id: known.Id, name: known.Name.replace(/^\//, ''), state: Status, started_at: StartedAt };
  }
  return inPlace(await containers.list([`${LABELS.taskId}=${task_id}`]), task_id);
}

/**
 * The container that carries a VPS, as far as its labels tell; one that takes part in a swap, or that a snapshot is
 * flattened with, does not.
 */
function inPlace(entries: readonly ContainerListEntry[], taskId: string): SeenContainer | null {
  const passing = [nextContainerName, previousContainerName, flatteningContainerName].map(
    (nameFor) => `/${nameFor(taskId)}`,
  );
  const [newest] = entries
    .filter(({ Labels }) => Labels?.[LABELS.taskId] === taskId)
    .filter(({ Names }) => !Names.some((name) => passing.includes(name)))
    .sort((a, b) => b.Created - a.Created);
  return newest === undefined ? null : asSeen(newest);
}

function asSeen({ Id, Names, State }: ContainerListEntry): SeenContainer {
  return {
    id: Id,
    name: (Names[0] ?? '').replace(/^\//, ''),
    state: State as ContainerState,
    started_at: null,
  };
}

function snapshotIds(images: readonly { RepoTags?: string[] | null }[], taskId: string): string[] {
  const prefix = `${SNAPSHOT_REPOSITORY_PREFIX}${taskId}:`;
  return images
    .flatMap(({ RepoTags }) => RepoTags ?? [])
    .filter((tag) => tag.startsWith(prefix))
    .map((tag) => tag.slice(prefix.length))
    .filter(isSnapshotId);
}
