import type { ErrorCode } from '../../domain/errors';
import type { JsonObject } from '../../domain/json';
import type { OperationKind, OperationStatus } from '../../domain/operation';
import type { OperationTicket } from '../../domain/vps';
import type { OperationStep } from '../temporal/operation-steps';

/** An operation in a list. */
export interface OperationSummary {
  id: string;
  kind: OperationKind;
  task_id: string;
  actor: string;
  status: OperationStatus;
  requested_at: string;
  started_at: string | null;
  ended_at: string | null;
  /** From its start to its end; null before. */
  duration_ms: number | null;
  /** Where the Temporal Web UI shows it; null while it waits in the queue. */
  temporal_url: string | null;
  /** How far it is; null while it waits in the queue and when it is over. */
  progress: OperationProgress | null;
}

export interface OperationProgress {
  done_steps: number;
  /** As far as is known by now; null when that cannot be told, as while something is undone. */
  total_steps: number | null;
  /** The step under way; null between two steps. */
  step: string | null;
  step_summary: string | null;
  /** Of that step, when it has bytes to count; they are up to two seconds old. */
  bytes: { done: number; total: number | null } | null;
}

/** One operation in full. */
export interface OperationView extends OperationSummary {
  /** What keeps it from going on. */
  waiting_for: string | null;
  error: { code: ErrorCode; detail: string } | null;
  result: JsonObject | null;
  steps: OperationStep[];
}

/** One that has no execution yet: it waits in its VPS's queue, or is about to begin. */
export function viewTicket(
  taskId: string,
  ticket: OperationTicket,
  status: OperationStatus,
): OperationSummary {
  return {
    ...ticket,
    task_id: taskId,
    status,
    started_at: null,
    ended_at: null,
    duration_ms: null,
    temporal_url: null,
    progress: null,
  };
}
