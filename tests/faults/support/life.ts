import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../../src/platform/run-command';
import type { OperationAnswer } from '../../integration/support/shapes';
import type { FaultApi } from './fault-api';
import type { FaultStack } from './fault-stack';
import { filesOf, filesOfImage, ROOT_FOLDER, sameFiles } from './files';
import { restartedFrom } from './plans';
import type { Random } from './random';
import { containerName, type Subject, writeFiles } from './slot';

/** One restart of a long life. */
export interface Day {
  number: number;
  /** From the request to the end of the operation. */
  restartMs: number;
  /** What creating the replacement took, as the audit has it. */
  createMs: number;
  /** What stands under the container afterwards. */
  layers: number;
  /** Layers of images and containers that the engine has on the disk. */
  layersKept: number;
  /** Of all that the engine has there; null on the days on which it is not measured. */
  bytes: number | null;
}

const MEASURE_MS = 120_000;

/** Writes a little, restarts the VPS, and says how that went. */
export async function liveThrough(
  number: number,
  subject: Subject,
  { stack, api, random, measure }: { stack: FaultStack; api: FaultApi; random: Random; measure: boolean },
): Promise<Day> {
  const { taskId } = subject;
  await writeFiles(subject, stack, random);
  const call = { method: 'POST', path: `/api/vps/restart/${taskId}`, body: {} } as const;
  const end = await api.perform(call, `${taskId}-day-${number}`);
  if (end.status !== 'succeeded' || end.operationId === null)
    throw new Error(`restart ${number}: ${end.status} ${end.code} ${end.detail}`);
  const operation = await api.operation(end.operationId);
  if (operation === undefined) throw new Error(`restart ${number} cannot be read`);
  const files = await filesOf(stack.docker, containerName(taskId), ROOT_FOLDER);
  if (!sameFiles(files, subject.files)) throw new Error(`restart ${number} has changed files`);
  subject.snapshots.set(restartedFrom(end) ?? '', files);
  const layers = await layersUnder(stack, taskId);
  return {
    number,
    restartMs: operation.duration_ms ?? end.ms,
    createMs: msOf(operation, 'prepareReplacement'),
    layers,
    layersKept: await layersKept(stack),
    bytes: measure ? await bytesOf(stack) : null,
  };
}

/** The snapshots that are there and do not hold what they were taken of, byte for byte. */
export async function brokenSnapshots({ docker }: FaultStack, subject: Subject): Promise<string[]> {
  const broken: string[] = [];
  const images = await docker.listImages({ filters: { reference: [`holdfast/${subject.taskId}`] } });
  for (const tag of images.flatMap(({ RepoTags }) => RepoTags ?? [])) {
    const taken = subject.snapshots.get(tag.split(':').at(-1) ?? '') ?? new Map<string, string>();
    if (!sameFiles(taken, await filesOfImage(docker, tag, ROOT_FOLDER))) broken.push(tag);
  }
  return broken;
}

/** Bytes of everything that the engine keeps, without what it has mounted. */
export async function bytesOf({ dataDirectory }: Pick<FaultStack, 'dataDirectory'>): Promise<number> {
  const { stdout } = await runCommand('du', ['-sxB1', join(dataDirectory, 'docker')], {
    timeoutMs: MEASURE_MS,
  });
  return Number(stdout.split('\t')[0]);
}

/** Those days on which the VPS came to stand on fewer layers than before. */
export function daysOfFlattening(days: readonly Day[]): Day[] {
  return days.filter(({ layers }, index) => layers < (days[index - 1]?.layers ?? 0));
}

/** Of the days between two flattenings, the most bytes that were seen. */
export function peaks(days: readonly Day[]): number[] {
  const ends = [...daysOfFlattening(days).map(({ number }) => number), Infinity];
  return ends.map((end, index) => {
    const within = days.filter(({ number }) => number < end && number >= (ends[index - 1] ?? 0));
    return Math.max(...within.map(({ bytes }) => bytes ?? 0));
  });
}

/** However many names they have. */
async function layersKept({ dataDirectory }: FaultStack): Promise<number> {
  const names = await readdir(join(dataDirectory, 'docker', 'overlay2'));
  // Beside the layers there are their short names, and each container's first layer counts with it.
  return names.filter((name) => name !== 'l' && !name.endsWith('-init')).length;
}

/** The median of some days. */
export function medianOf(days: readonly Day[], value: (day: Day) => number): number {
  const sorted = days.map(value).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

async function layersUnder({ docker }: FaultStack, taskId: string): Promise<number> {
  const { Image } = await docker.getContainer(containerName(taskId)).inspect();
  const { RootFS } = await docker.getImage(Image).inspect();
  return RootFS.Layers?.length ?? 0;
}

/** The last step of that name: what comes before it is the rehearsal. */
function msOf({ steps }: OperationAnswer, name: string): number {
  const step = steps.filter((each) => each.name === name).at(-1);
  return Date.parse(step?.ended_at ?? '') - Date.parse(step?.started_at ?? '');
}
