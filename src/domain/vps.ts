import { type ContainerFacts, type ContainerSpec, isLive } from './container';
import type { OperationRequest } from './operation';
import { DEFAULT_POLICY, effectivePolicy, type VpsPolicy, type VpsPolicyOverrides } from './policy';
import type { NewVps } from './operation';
import type { Snapshot } from './snapshot';
import type { VpsEvent } from './vps-events';

/**
 * - `creating`: no container yet, the first operation is under way
 * - `running`, `paused`, `stopped`: as asked
 * - `crashed`: the container ended although nobody stopped it
 * - `failed`: it did so again and again, and is not started again any more
 * - `missing`: the container is gone; a restart brings it back from a snapshot
 * - `deleted`: the record is about to close
 */
export const VPS_STATUSES = [
  'creating',
  'running',
  'paused',
  'stopped',
  'crashed',
  'failed',
  'missing',
  'deleted',
] as const;
export type VpsStatus = (typeof VPS_STATUSES)[number];

/** What the person last asked for, as against what Docker shows. */
export const DESIRED_STATES = ['running', 'paused', 'stopped'] as const;
export type DesiredState = (typeof DESIRED_STATES)[number];

/** The durable record of one VPS. JSON-safe: it is workflow state, memo and the answer to reads. */
export interface VpsRecord {
  task_id: string;
  runner: string;
  created_at: string;
  created_by: string;
  /** The image that the VPS was first created from, as the person named it. */
  image: string;
  status: VpsStatus;
  desired: DesiredState;
  /** Null until the first operation has made or adopted a container. */
  spec: ContainerSpec | null;
  /** As last seen; null when there is none. */
  container: ContainerFacts | null;
  /**
   * The snapshot that a restart comes back to: the last one taken of the present container, else the one that
   * the container was created from. Never a safety snapshot that a restart made by the way.
   */
  head: string | null;
  /** Oldest first. */
  snapshots: Snapshot[];
  policy: VpsPolicyOverrides;
  /** The runner's own settings, as it last reported them. */
  policy_defaults: VpsPolicy;
  /** What happened without an operation, oldest first; the last few. */
  events: VpsEvent[];
  /** Whether Holdfast has stopped starting the VPS again; any start or restart that succeeds ends that. */
  gave_up: boolean;
}

/** What the entity tells about an operation that waits or runs. */
export type OperationTicket = Pick<OperationRequest, 'id' | 'kind' | 'actor' | 'requested_at'>;

/** The memo of a VPS's entity workflow, key by key. Reading it needs no worker. */
export type VpsMemo = {
  record: VpsRecord;
  /** The operation in progress. */
  current: OperationTicket | null;
  /** Those that wait, in order. */
  queue: OperationTicket[];
  /** Ids of the operations that ended last and whose results `record` holds, oldest first. */
  recent: string[];
};

export function newVpsRecord(vps: NewVps, first: OperationRequest<'create' | 'adopt'>): VpsRecord {
  return {
    task_id: vps.task_id,
    runner: vps.runner,
    created_at: first.requested_at,
    created_by: first.actor,
    image: 'image' in first.params ? first.params.image : '',
    status: 'creating',
    desired: 'running',
    spec: null,
    container: null,
    head: null,
    snapshots: [],
    policy: vps.policy,
    policy_defaults: DEFAULT_POLICY,
    events: [],
    gave_up: false,
  };
}

export function policyOf(record: VpsRecord): VpsPolicy {
  return effectivePolicy(record.policy_defaults, record.policy);
}

export function findSnapshot(record: VpsRecord, id: string | null | undefined): Snapshot | undefined {
  return record.snapshots.find((snapshot) => snapshot.id === id);
}

/** Whether the VPS's container was created from this snapshot, so that Docker will not part with its image. */
export function isInUse(record: VpsRecord, snapshotId: string): boolean {
  return record.container?.created_from === snapshotId;
}

/**
 * What is wanted of a VPS after somebody worked on its container with `docker` by hand: that is taken as a wish, as if
 * it had come through the API. A container that merely ended is still wanted as it was.
 */
export function desiredAfter({ container, desired }: VpsRecord, stoppedByHand: boolean): DesiredState {
  if (container === null) return desired;
  if (container.state === 'paused') return 'paused';
  if (isLive(container.state)) return 'running';
  return stoppedByHand ? 'stopped' : desired;
}

/** The status that follows from what Docker shows and what was asked for. */
export function statusOf(container: ContainerFacts | null, desired: DesiredState): VpsStatus {
  if (container === null) return 'missing';
  if (container.state === 'paused') return 'paused';
  if (isLive(container.state)) return 'running';
  return desired === 'stopped' || container.state === 'created' ? 'stopped' : 'crashed';
}
