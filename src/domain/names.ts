/**
 * Every name that Holdfast gives to something outside itself is made and parsed here: ids, containers,
 * images, labels, workflow ids, task queues and search attributes.
 */

/** One component of a Docker repository name: https://github.com/distribution/reference/blob/main/reference.go */
export const TASK_ID = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
const TASK_ID_MAX_LENGTH = 63;
export const RUNNER_NAME = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;
export const SNAPSHOT_ID = /^\d{8}t\d{9}-[a-z0-9]{6}$/;
const OPERATION_ID = /^([a-z_]+):([a-z0-9._-]+):([a-z0-9]{8,40})$/;

/** Suffixes of a container that takes part in a swap; a task id that ends in one would be ambiguous. */
const NEXT = '.next';
const PREVIOUS = '.prev';
/** Of a container that exists while a snapshot is flattened. No task id can have it in it. */
const FLATTENING = '._flat';

export const SNAPSHOT_REPOSITORY_PREFIX = 'holdfast/';
export const HOST_TASK_QUEUE = 'holdfast';
const RUNNER_TASK_QUEUE_PREFIX = 'runner-';
const VPS_WORKFLOW_PREFIX = 'vps-';

/** Labels on the containers and images that Holdfast makes. Values are always strings. */
export const LABELS = {
  taskId: 'holdfast.task_id',
  snapshotId: 'holdfast.snapshot_id',
  operationId: 'holdfast.operation_id',
  reason: 'holdfast.reason',
  createdAt: 'holdfast.created_at',
  runner: 'holdfast.runner',
  spec: 'holdfast.spec',
  name: 'holdfast.name',
  message: 'holdfast.message',
  pinned: 'holdfast.pinned',
  parent: 'holdfast.parent',
  source: 'holdfast.source',
  /** The operation that flattened a snapshot. */
  flattenedBy: 'holdfast.flattened_by',
} as const;

export const LABEL_PREFIX = 'holdfast.';

/** On the volume that keeps a VPS's notes, and on nothing else: the notes, as JSON. */
export const NOTES_LABEL = `${LABEL_PREFIX}notes`;

/** Search attributes; all are keywords. They are created and checked at start. */
export const SEARCH_ATTRIBUTES = ['VpsId', 'Runner', 'VpsStatus', 'Operation', 'Actor'] as const;

export function isTaskId(text: string): boolean {
  return (
    text.length <= TASK_ID_MAX_LENGTH &&
    TASK_ID.test(text) &&
    !text.endsWith(NEXT) &&
    !text.endsWith(PREVIOUS)
  );
}

export const TASK_ID_RULE =
  `1 to ${TASK_ID_MAX_LENGTH} lower-case letters and digits, with single '.', '_', '__' or dashes between them, ` +
  `not ending in '${NEXT}' or '${PREVIOUS}'`;

export function isRunnerName(text: string): boolean {
  return RUNNER_NAME.test(text);
}

export function isSnapshotId(text: string): boolean {
  return SNAPSHOT_ID.test(text);
}

/**
 * Makes a snapshot id that sorts by time and is a legal image tag, such as `20261125t071200123-k3f9a1`.
 *
 * @param unique at least six characters of `[a-z0-9]`; what tells two snapshots of one millisecond apart
 */
export function makeSnapshotId(at: Date, unique: string): string {
  const digits = at.toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}t${digits.slice(8, 17)}-${unique.slice(-6)}`;
}

/** An operation's id is its workflow id; it names the kind and the VPS, such as `restart:web-1:mih2k3f9a7q2`. */
export function makeOperationId(kind: string, taskId: string, suffix: string): string {
  return `${kind}:${taskId}:${suffix}`;
}

/** Parses an operation id; undefined when the text is none. */
export function parseOperationId(text: string): { kind: string; taskId: string } | undefined {
  const match = OPERATION_ID.exec(text);
  const [, kind, taskId] = match ?? [];
  if (kind === undefined || taskId === undefined || !isTaskId(taskId)) return undefined;
  return { kind, taskId };
}

export function vpsWorkflowId(taskId: string): string {
  return VPS_WORKFLOW_PREFIX + taskId;
}

/** Of the execution that keeps a container from being adopted twice at the same time. */
export function claimWorkflowId(containerId: string): string {
  return `adopting-${containerId}`;
}

export function runnerTaskQueue(runner: string): string {
  return RUNNER_TASK_QUEUE_PREFIX + runner;
}

/** The runner whose task queue this is, or undefined for another kind of queue. */
export function parseRunnerTaskQueue(queue: string): string | undefined {
  const name = queue.startsWith(RUNNER_TASK_QUEUE_PREFIX) ? queue.slice(RUNNER_TASK_QUEUE_PREFIX.length) : '';
  return isRunnerName(name) ? name : undefined;
}

export function containerName(taskId: string): string {
  return `holdfast-${taskId}`;
}

/** The replacement of a VPS's container, until it takes the container's place. */
export function nextContainerName(taskId: string): string {
  return containerName(taskId) + NEXT;
}

/** The container that a replacement has pushed aside, until the replacement is verified. */
export function previousContainerName(taskId: string): string {
  return containerName(taskId) + PREVIOUS;
}

/** Whether a container takes part in a swap, or did when that was cut off; such a name is never a VPS's own. */
export function isSwapName(name: string): boolean {
  return name.startsWith(containerName('')) && (name.endsWith(NEXT) || name.endsWith(PREVIOUS));
}

/** A container that is never started, from which a snapshot is read or made while it is flattened. */
export function flatteningContainerName(taskId: string): string {
  return containerName(taskId) + FLATTENING;
}

export function snapshotRepository(taskId: string): string {
  return SNAPSHOT_REPOSITORY_PREFIX + taskId;
}

export function snapshotTag(taskId: string, snapshotId: string): string {
  return `${snapshotRepository(taskId)}:${snapshotId}`;
}

/** An empty volume whose labels are a VPS's notes. They cannot be changed: each version has a volume of its own. */
export function notesVolumeName(taskId: string, unique: string): string {
  return `${containerName(taskId)}.notes-${unique}`;
}
