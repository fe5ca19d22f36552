import type { ContainerSpec, FilesystemMark } from '../domain/container';
import { isSnapshotId, LABEL_PREFIX, LABELS, snapshotTag } from '../domain/names';
import { type Snapshot, SNAPSHOT_REASONS, type SnapshotReason } from '../domain/snapshot';
import type { ImageListEntry } from './api-types';
import type { ImageSizes } from './images';

export type LabelMap = { [name: string]: string };

/**
 * The labels of a container that Holdfast creates. All of ours are set, since a container inherits those of the
 * snapshot it is created from.
 */
export function containerLabels(made: {
  task_id: string;
  snapshot_id: string | null;
  operation_id: string;
  created_at: string;
  runner: string;
  spec: ContainerSpec;
}): LabelMap {
  return {
    ...emptyLabels(),
    [LABELS.taskId]: made.task_id,
    [LABELS.snapshotId]: made.snapshot_id ?? '',
    [LABELS.operationId]: made.operation_id,
    [LABELS.createdAt]: made.created_at,
    [LABELS.runner]: made.runner,
    [LABELS.spec]: JSON.stringify(made.spec),
  };
}

/** The labels of a snapshot's image: its record can be read back from them. */
export function snapshotLabels(made: {
  task_id: string;
  snapshot_id: string;
  operation_id: string;
  reason: SnapshotReason;
  created_at: string;
  runner: string;
  spec: ContainerSpec;
  name: string | null;
  message: string | null;
  pinned: boolean;
  parent: string | null;
  source: FilesystemMark;
}): LabelMap {
  return {
    [LABELS.taskId]: made.task_id,
    [LABELS.snapshotId]: made.snapshot_id,
    [LABELS.operationId]: made.operation_id,
    [LABELS.reason]: made.reason,
    [LABELS.createdAt]: made.created_at,
    [LABELS.runner]: made.runner,
    [LABELS.spec]: JSON.stringify(made.spec),
    [LABELS.name]: made.name ?? '',
    [LABELS.message]: made.message ?? '',
    [LABELS.pinned]: String(made.pinned),
    [LABELS.parent]: made.parent ?? '',
    [LABELS.source]: JSON.stringify(made.source),
    [LABELS.flattenedBy]: '',
  };
}

export function userLabels(labels: LabelMap | null): LabelMap {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([name]) => !name.startsWith(LABEL_PREFIX)));
}

/**
 * The VPS that a container was created for by Holdfast; null for any other. A container that somebody ran from a
 * snapshot by hand has inherited the snapshot's labels, and with them the mark of its source.
 */
export function managedAs(labels: LabelMap | null): string | null {
  const taskId = labels?.[LABELS.taskId] ?? '';
  return taskId !== '' && labels?.[LABELS.source] === '' ? taskId : null;
}

/** Whether it is a snapshot that was flattened, or something that was made for that. */
export function isFlattened(labels: LabelMap | null | undefined): boolean {
  return (labels?.[LABELS.flattenedBy] ?? '') !== '';
}

/** The snapshot that an image is; null for an image that is none of this VPS. */
export function snapshotOf(image: ImageListEntry, taskId: string, sizes: ImageSizes): Snapshot | null {
  const label = (name: string): string => image.Labels?.[name] ?? '';
  const id = label(LABELS.snapshotId);
  const tag = snapshotTag(taskId, id);
  const isOurs = label(LABELS.taskId) === taskId && isSnapshotId(id);
  if (!isOurs || !(image.RepoTags ?? []).includes(tag)) return null;
  return {
    id,
    task_id: taskId,
    tag,
    image_id: image.Id,
    created_at: label(LABELS.createdAt),
    ...sizes,
    name: label(LABELS.name) || null,
    message: label(LABELS.message) || null,
    reason: SNAPSHOT_REASONS.find((reason) => reason === label(LABELS.reason)) ?? 'manual',
    pinned: label(LABELS.pinned) === 'true',
    parent: label(LABELS.parent) || null,
    source: parseMark(label(LABELS.source)),
    operation_id: label(LABELS.operationId),
    expired: false,
  };
}

function emptyLabels(): LabelMap {
  return Object.fromEntries(Object.values(LABELS).map((name) => [name, '']));
}

/** Of a label that cannot be read, a mark that no container matches. */
function parseMark(text: string): FilesystemMark {
  const parsed = parseJson(text);
  const field = (name: string): unknown =>
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, name) : undefined;
  const textField = (name: string): string => {
    const value = field(name);
    return typeof value === 'string' ? value : '';
  };
  const bytes = field('writable_bytes');
  return {
    container_id: textField('container_id'),
    started_at: textField('started_at'),
    finished_at: textField('finished_at'),
    writable_bytes: typeof bytes === 'number' ? bytes : null,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
