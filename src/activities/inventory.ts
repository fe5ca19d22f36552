import { managedAs } from '../docker/labels';
import { readNotes, type StoredNotes } from '../docker/notes';
import type { ContainerListEntry, ImageListEntry } from '../docker/api-types';
import { EngineUnreachableError } from '../docker/errors';
import { isSnapshotId, isTaskId, LABELS, SNAPSHOT_REPOSITORY_PREFIX } from '../domain/names';
import { type FoundVps, parseSpec } from '../domain/rebuild';
import { isInPlace } from './find-container';
import { type Runner, runnerSettings } from './runner';
import type { RunnerDependencies } from './create-activities';
import { asActivity } from './step';
import { survey } from './survey';

export interface InventoryInput {
  /** The task_id that the page before ended with; absent for the first. */
  after?: string;
}

/** A page of everything on a runner that belongs to some VPS, by task_id. */
export interface Inventory {
  vpss: FoundVps[];
  failed: { task_id: string; reason: string }[];
  /** What the next page comes after; null when this is the last. */
  next: string | null;
}

/** A VPS as the lists of the engine show it. */
interface Traces {
  containers: ContainerListEntry[];
  /** Oldest first. */
  snapshots: ImageListEntry[];
  notes: StoredNotes | undefined;
}

/** An answer of an activity may have two megabytes at most. */
const PAGE_BYTES = 500_000;
const PAGE_VPSS = 100;
/** Each of them measures the writable layer of a container. */
const AT_ONCE = 4;

/**
 * What a runner has, found by labels alone. It is asked without a workflow, and it changes nothing. What the labels
 * say is another runner's is left out: several may share an engine.
 */
export function createInventory({ settings, ...rest }: RunnerDependencies, runnerName: string) {
  return asActivity({ ...rest, settings: runnerSettings(settings) }, (runner, input: InventoryInput) =>
    takeInventory(runner, runnerName, input),
  );
}

async function takeInventory(
  runner: Runner,
  runnerName: string,
  { after }: InventoryInput,
): Promise<Inventory> {
  const traces = await findTraces(runner);
  const ours = [...traces.keys()]
    .filter((taskId) => ownerOf(traces.get(taskId)) === runnerName && (after === undefined || taskId > after))
    .sort();
  const page: Inventory = { vpss: [], failed: [], next: null };
  for (let done = 0; done < ours.length;) {
    const group = ours.slice(done, done + AT_ONCE);
    const looks = group.map((taskId) => look(runner, taskId, traces.get(taskId)));
    const results = await Promise.allSettled(looks);
    results.forEach((result, index) => noteResult(page, group[index] ?? '', result));
    done += group.length;
    const isFull = done >= PAGE_VPSS || JSON.stringify(page.vpss).length > PAGE_BYTES;
    if (isFull && done < ours.length) return { ...page, next: group.at(-1) ?? null };
  }
  return page;
}

function noteResult(page: Inventory, taskId: string, result: PromiseSettledResult<FoundVps | null>): void {
  if (result.status === 'rejected') {
    if (result.reason instanceof EngineUnreachableError) throw result.reason;
    page.failed.push({ task_id: taskId, reason: String(result.reason) });
  } else if (result.value !== null) {
    page.vpss.push(result.value);
  }
}

async function findTraces({ docker }: Runner): Promise<Map<string, Traces>> {
  const [containers, images, notes] = await Promise.all([
    docker.containers.list([LABELS.taskId]),
    docker.images.list({ reference: [`${SNAPSHOT_REPOSITORY_PREFIX}*`], label: [LABELS.snapshotId] }),
    readNotes(docker),
  ]);
  const traces = new Map<string, Traces>();
  const of = (taskId: string): Traces => {
    const known = traces.get(taskId) ?? { containers: [], snapshots: [], notes: notes.get(taskId) };
    if (isTaskId(taskId)) traces.set(taskId, known);
    return known;
  };
  for (const entry of containers) {
    const taskId = managedAs(entry.Labels);
    if (taskId !== null) of(taskId).containers.push(entry);
  }
  for (const image of images) {
    if (isSnapshotId(snapshotId(image))) of(image.Labels?.[LABELS.taskId] ?? '').snapshots.push(image);
  }
  for (const taskId of notes.keys()) of(taskId);
  for (const { snapshots } of traces.values())
    snapshots.sort((a, b) => (snapshotId(a) < snapshotId(b) ? -1 : 1));
  return traces;
}

/** The runner that keeps a VPS, by what it made last. */
function ownerOf(traces: Traces | undefined): string | undefined {
  const labelled = traces?.containers[0] ?? traces?.snapshots.at(-1);
  return labelled?.Labels?.[LABELS.runner] ?? traces?.notes?.notes.runner;
}

/** Null when nothing is left but notes. */
async function look(runner: Runner, taskId: string, traces: Traces | undefined): Promise<FoundVps | null> {
  const { containers = [], snapshots = [], notes } = traces ?? {};
  const container_id = containers.some((entry) => isInPlace(entry, taskId))
    ? null
    : (notes?.notes.container_id ?? sourceOf(snapshots.at(-1)));
  const seen = await survey(runner, { task_id: taskId, container_id });
  if (seen.container === null && seen.snapshots.length === 0) return null;
  const made = containers.find(({ Id }) => Id === seen.container?.id);
  const newest = snapshots.at(-1);
  return {
    task_id: taskId,
    survey: seen,
    container:
      made === undefined
        ? null
        : {
            image: made.Image,
            created_at: made.Labels?.[LABELS.createdAt] ?? '',
            spec: parseSpec(made.Labels?.[LABELS.spec]),
          },
    snapshot_spec: parseSpec(newest?.Labels?.[LABELS.spec]),
    notes: notes?.notes ?? null,
  };
}

function snapshotId(image: ImageListEntry): string {
  return image.Labels?.[LABELS.snapshotId] ?? '';
}

/** The container that a snapshot was taken of: an adopted one bears no label. */
function sourceOf(image: ImageListEntry | undefined): string | null {
  const id = /"container_id":"([0-9a-f]{64})"/.exec(image?.Labels?.[LABELS.source] ?? '')?.[1];
  return id ?? null;
}
