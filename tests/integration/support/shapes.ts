import type { PortEndpoint, UncapturedPath } from '../../../src/domain/container';
import type { SpecView } from '../../../src/domain/describe-spec';
import type { JsonObject } from '../../../src/domain/json';
import type { OperationKind, OperationStatus } from '../../../src/domain/operation';
import type { VpsPolicy, VpsPolicyOverrides } from '../../../src/domain/policy';
import type { SnapshotReason } from '../../../src/domain/snapshot';
import type { DesiredState, VpsStatus } from '../../../src/domain/vps';
import type { VpsEvent } from '../../../src/domain/vps-events';

/** What the API promises to answer. Written here once more on purpose: a client reads these, not our types. */

export interface SnapshotAnswer {
  id: string;
  tag: string;
  task_id: string;
  timestamp: number;
  created_at: string;
  size: number;
  unique_size: number;
  name: string | null;
  message: string | null;
  reason: SnapshotReason;
  pinned: boolean;
  parent: string | null;
  layers: number;
}

export interface SnapshotListAnswer {
  task_id: string;
  snapshots: SnapshotAnswer[];
  count: number;
}

export interface VpsAnswer {
  task_id: string;
  runner: string;
  status: VpsStatus;
  desired: DesiredState;
  image: string;
  created_by: string;
  spec: SpecView | null;
  container: {
    id: string;
    name: string;
    state: string;
    exit_code: number;
    created_from: string | null;
  } | null;
  events: VpsEvent[];
  endpoints: PortEndpoint[];
  snapshots: SnapshotAnswer[];
  head: string | null;
  policy: VpsPolicy;
  policy_overrides: VpsPolicyOverrides;
}

export interface StepAnswer {
  name: string;
  summary: string | null;
  status: string;
  attempts: number;
  scheduled_at: string | null;
  started_at: string | null;
  ended_at: string | null;
  error?: { code: string | null; detail: string };
}

/** One line of the audit. */
export interface OperationSummaryAnswer {
  id: string;
  kind: OperationKind;
  task_id: string;
  actor: string;
  status: OperationStatus;
  requested_at: string;
  started_at: string | null;
  ended_at: string | null;
  duration_ms: number | null;
  temporal_url: string | null;
}

export interface OperationAnswer extends OperationSummaryAnswer {
  waiting_for: string | null;
  error: { code: string; detail: string } | null;
  result: JsonObject | null;
  steps: StepAnswer[];
}

export interface OperationListAnswer {
  operations: OperationSummaryAnswer[];
  count: number;
  next?: string;
}

/** Of a change that goes on. */
export interface PendingAnswer {
  operation_id: string;
  task_id: string;
  status: OperationStatus;
  message: string;
}

/** The short form of a snapshot in the answer to what took it. */
export interface TakenAnswer {
  message: string;
  task_id: string;
  tag: string;
  snapshot: Pick<SnapshotAnswer, 'id' | 'tag' | 'created_at' | 'size' | 'unique_size' | 'reason'>;
  not_captured: UncapturedPath[];
  rotated_out: string[];
}

export interface StopAnswer {
  message: string;
  task_id: string;
  snapshot: TakenAnswer['snapshot'] | null;
  rotated_out: string[];
}

export interface RestartAnswer {
  message: string;
  task_id: string;
  snapshot_id: string | null;
  saved_snapshot: TakenAnswer['snapshot'] | null;
  rotated_out?: string[];
}

export interface ProblemAnswer {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
}
