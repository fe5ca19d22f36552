import type { ImageInfo } from 'dockerode';
import { configurationOf, differences } from './configuration';
import type { FaultApi } from './fault-api';
import type { FaultStack } from './fault-stack';
import { type Files, filesOf, filesOfImage, ROOT_FOLDER, sameFiles } from './files';
import type { Expected } from './plans';
import { poll } from './poll';
import { containerName, dockerState, filesOfVolumes, inspect, type Subject } from './slot';

/** A machine under load is granted this before what differs counts as wrong; it is reported as slow before. */
const PATIENCE_MS = 75_000;

export interface Verdict {
  violations: string[];
  /** Until the record and Docker said the same. */
  settledMs: number;
  /** Of each snapshot that Docker has. */
  snapshotIds: string[];
  head: string | null;
}

interface Context {
  stack: FaultStack;
  api: FaultApi;
  /** The record follows Docker within this. */
  limitMs?: number;
}

const RECORD_LIMIT_MS = 15_000;

/** Holds Docker and the record against what must be true of a VPS now, and says all that is not. */
export async function checkInvariants(
  { stack, api, limitMs = RECORD_LIMIT_MS }: Context,
  subject: Subject,
  expected: Expected,
  filesBefore: Files,
): Promise<Verdict> {
  const since = performance.now();
  const look = async (): Promise<string[]> => {
    try {
      return expected === 'gone'
        ? await whatIsLeft({ stack, api }, subject.taskId)
        : await whatDiffers({ stack, api }, subject, expected);
    } catch (error) {
      return [`cannot be looked at: ${String(error)}`];
    }
  };
  let violations = await look();
  await poll(
    PATIENCE_MS,
    async () => {
      if (violations.length === 0) return true;
      violations = await look();
      return violations.length === 0 ? true : undefined;
    },
    400,
  );
  const settledMs = Math.round(performance.now() - since);
  if (violations.length === 0 && settledMs > limitMs)
    violations = [`SLOW: record and Docker agreed only after ${settledMs} ms`];
  if (expected === 'gone') return { violations, settledMs, snapshotIds: [], head: null };
  const snapshotIds = await snapshotIdsOf(stack, subject.taskId);
  violations = [...violations, ...(await whatIsLost(stack, subject, expected, filesBefore, snapshotIds))];
  const record = await api.vps(subject.taskId);
  return { violations, settledMs, snapshotIds, head: record?.head ?? null };
}

/** State, names, configuration, leftovers, and the record. */
async function whatDiffers(
  { stack, api }: Context,
  subject: Subject,
  expected: Exclude<Expected, 'gone'>,
): Promise<string[]> {
  const { taskId } = subject;
  const violations: string[] = [];
  const containers = await containersOf(stack, taskId);
  if (containers.join() !== containerName(taskId))
    violations.push(`containers: ${containers.join() || 'none'}`);
  const info = await inspect(stack, taskId);
  if (info === undefined) return [...violations, 'no container of that name'];
  if (info.State.Status !== dockerState(expected.state))
    violations.push(`Docker: ${info.State.Status} (exit ${info.State.ExitCode}), expected ${expected.state}`);
  violations.push(
    ...differences(subject.configuration, configurationOf(info)).map((line) => `configuration ${line}`),
  );
  violations.push(...(await danglingImages(stack, taskId)));
  const record = await api.vps(taskId);
  if (record === undefined) return [...violations, 'no record'];
  if (record.status !== expected.state)
    violations.push(`record: ${record.status}, expected ${expected.state}`);
  if (record.container?.id !== info.Id)
    violations.push(
      `record: container ${record.container?.id.slice(0, 12)}, Docker: ${info.Id.slice(0, 12)}`,
    );
  const recorded = record.snapshots
    .map(({ id }) => id)
    .sort()
    .join();
  const found = (await snapshotIdsOf(stack, taskId)).join();
  if (recorded !== found) violations.push(`record: snapshots ${recorded}; Docker: ${found}`);
  if (record.head !== expected.head && expected.head !== null)
    violations.push(`record: head ${record.head}, expected ${expected.head}`);
  return violations;
}

/** Volumes that nobody named and that no container has. */
export async function orphanVolumes({ docker }: FaultStack): Promise<string[]> {
  const { Volumes } = await docker.listVolumes({ filters: { dangling: ['true'] } });
  return Volumes.map(({ Name }) => Name).filter((name) => /^[0-9a-f]{64}$/.test(name));
}

async function whatIsLeft({ stack, api }: Context, taskId: string): Promise<string[]> {
  const containers = await containersOf(stack, taskId);
  const images = (await imagesOf(stack, taskId)).map(({ Id, RepoTags }) => RepoTags?.join() ?? Id);
  const record = await api.vps(taskId);
  return [
    ...containers.map((name) => `deleted, but there is the container ${name}`),
    ...images.map((name) => `deleted, but there is the image ${name}`),
    ...(record === undefined ? [] : [`deleted, but there is a record: ${record.status}`]),
  ];
}

/** Files: those of the VPS, its volumes, and each snapshot; and what was written last is somewhere. */
async function whatIsLost(
  { docker }: FaultStack,
  subject: Subject,
  expected: Exclude<Expected, 'gone'>,
  filesBefore: Files,
  snapshotIds: readonly string[],
): Promise<string[]> {
  const { taskId } = subject;
  const violations: string[] = [];
  const places: Files[] = [];
  const now = await filesOf(docker, containerName(taskId), ROOT_FOLDER).catch(() => undefined);
  if (now === undefined) violations.push('the files of the container cannot be read');
  else {
    places.push(now);
    if (!sameFiles(now, expected.files)) violations.push(`files: ${describe(expected.files, now)}`);
  }
  const volumes = await filesOfVolumes(taskId, { docker }).catch(() => undefined);
  for (const [folder, files] of subject.volumes) {
    const found = volumes?.get(folder) ?? new Map<string, string>();
    if (!sameFiles(files, found)) violations.push(`volume ${folder}: ${describe(files, found)}`);
  }
  for (const id of snapshotIds) {
    // One that is new was taken of what the VPS held when the operation began.
    const isNew = !subject.snapshots.has(id);
    const wanted = subject.snapshots.get(id) ?? filesBefore;
    const found = isNew ? await filesOfImage(docker, `holdfast/${taskId}:${id}`, ROOT_FOLDER) : wanted;
    places.push(found);
    if (!sameFiles(wanted, found)) violations.push(`snapshot ${id}: ${describe(wanted, found)}`);
  }
  if (!places.some((files) => sameFiles(files, filesBefore)))
    violations.push('LOST: what was written before the operation is nowhere');
  return violations;
}

function describe(wanted: Files, found: Files): string {
  const short = (files: Files): string =>
    [...files]
      .map(([path, sum]) => `${path}=${sum.slice(0, 6)}`)
      .sort()
      .join(' ') || 'nothing';
  return `wanted ${short(wanted)}; found ${short(found)}`;
}

/** Names of all containers of a VPS, in its place or in a swap. */
async function containersOf({ docker }: FaultStack, taskId: string): Promise<string[]> {
  const all = await docker.listContainers({ all: true });
  const names = all
    .filter(
      ({ Names, Labels }) =>
        Labels['holdfast.task_id'] === taskId || Names.some((name) => isNameOf(name.slice(1), taskId)),
    )
    .flatMap(({ Names }) => Names.map((name) => name.slice(1)));
  return names.sort();
}

function isNameOf(name: string, taskId: string): boolean {
  return name === containerName(taskId) || name.startsWith(`${containerName(taskId)}.`);
}

async function danglingImages(stack: FaultStack, taskId: string): Promise<string[]> {
  const images = await imagesOf(stack, taskId);
  return images
    .filter(({ RepoTags }) => (RepoTags ?? []).every((tag) => tag === '<none>:<none>'))
    .map(({ Id }) => `image without a name: ${Id}`);
}

async function imagesOf({ docker }: FaultStack, taskId: string): Promise<ImageInfo[]> {
  return docker.listImages({ filters: { label: [`holdfast.task_id=${taskId}`] } });
}

async function snapshotIdsOf({ docker }: FaultStack, taskId: string): Promise<string[]> {
  const prefix = `holdfast/${taskId}:`;
  const images = await docker.listImages({ filters: { reference: [`holdfast/${taskId}`] } });
  return images
    .flatMap(({ RepoTags }) => RepoTags ?? [])
    .filter((tag) => tag.startsWith(prefix))
    .map((tag) => tag.slice(prefix.length))
    .sort();
}
