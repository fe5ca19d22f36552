import type { ContainerSpec } from './container';
import type { VpsPolicyOverrides } from './policy';

/** Every kind of operation, with the workflow type that performs it. */
export const OPERATION_WORKFLOWS = {
  create: 'createVps',
  adopt: 'adoptVps',
  start: 'startVps',
  stop: 'stopVps',
  pause: 'pauseVps',
  resume: 'resumeVps',
  restart: 'restartVps',
  restore: 'restoreVps',
  snapshot: 'createSnapshot',
  delete_snapshot: 'deleteSnapshot',
  delete_snapshots: 'deleteSnapshots',
  delete: 'deleteVps',
} as const;

export type OperationKind = keyof typeof OPERATION_WORKFLOWS;
export const OPERATION_KINDS = Object.keys(OPERATION_WORKFLOWS) as OperationKind[];

export function isOperationKind(text: string): text is OperationKind {
  return Object.hasOwn(OPERATION_WORKFLOWS, text);
}

export const OPERATION_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type OperationStatus = (typeof OPERATION_STATUSES)[number];

/** What each kind of operation is asked to do. */
export interface OperationParams {
  create: {
    image: string;
    /** Docker's create call without the values of `env`, see {@link ContainerSpec}. */
    spec: ContainerSpec;
    /** `NAME=value` lines, sealed by the API for the runner; null when there are none. */
    sealed_env: string | null;
    /** Whether to start the VPS. */
    start: boolean;
  };
  adopt: { container: string };
  /** `pause`: the VPS is to be paused as soon as it has proved itself, as it was before its container ended. */
  start: { pause?: boolean };
  /** `snapshot` overrides the policy's `auto_snapshot_on_stop` for this once. */
  stop: { snapshot?: boolean; message?: string };
  pause: Record<string, never>;
  resume: Record<string, never>;
  /** `safety_snapshot: false` discards what the container holds beyond the source; the default is true. */
  restart: { snapshot_id?: string; safety_snapshot?: boolean };
  restore: { snapshot_id: string; safety_snapshot?: boolean };
  snapshot: { name?: string; message?: string; pinned?: boolean; pause?: boolean };
  delete_snapshot: { snapshot_id: string };
  delete_snapshots: Record<string, never>;
  delete: { snapshots?: 'delete' | 'keep' };
}

/** One request for an operation, as the API hands it to the VPS's entity workflow. */
export interface OperationRequest<K extends OperationKind = OperationKind> {
  id: string;
  kind: K;
  params: OperationParams[K];
  /** Who asked. */
  actor: string;
  /** RFC 3339. */
  requested_at: string;
  /** Hash of the request's body, so that an Idempotency-Key that is used for another request is noticed. */
  fingerprint: string;
}

/** What a new VPS's entity starts with. */
export interface NewVps {
  task_id: string;
  runner: string;
  policy: VpsPolicyOverrides;
}
