import type { OperationStatus } from '../domain/operation';

/** What this command line reads of the API's answers; they hold more. */

export interface OperationProgress {
  done_steps: number;
  total_steps: number | null;
  step: string | null;
  step_summary: string | null;
  bytes: { done: number; total: number | null } | null;
}

export interface OperationSummary {
  id: string;
  kind: string;
  task_id: string;
  actor: string;
  status: OperationStatus;
  requested_at: string;
  ended_at: string | null;
  duration_ms: number | null;
  progress: OperationProgress | null;
}

export interface Operation extends OperationSummary {
  waiting_for: string | null;
  error: { code: string; detail: string } | null;
  result: Record<string, unknown> | null;
  steps: {
    name: string;
    summary: string | null;
    status: string;
    attempts: number;
    started_at: string | null;
    ended_at: string | null;
    error?: { detail: string };
  }[];
  temporal_url: string | null;
}

export interface Pending {
  operation_id: string;
  status: string;
  message: string;
}

export interface Snapshot {
  id: string;
  created_at: string;
  size: number;
  unique_size: number;
  name: string | null;
  message: string | null;
  reason: string;
  pinned: boolean;
  head: boolean;
}

export interface Vps {
  task_id: string;
  status: string;
  runner: string;
  image: string;
  created_at: string;
  created_by: string;
  container: { name: string; started_at: string; layers: number } | null;
  ssh: string | null;
  endpoints: { container_port: number; protocol: string; host_ip: string; host_port: number }[];
  addresses: Record<string, string>;
  policy: { auto_snapshot_on_stop: boolean; max_snapshots: number };
  policy_overrides: Record<string, unknown>;
  snapshot_count: number;
  newest_snapshot: Snapshot | null;
  operation: { id: string; kind: string } | null;
  queue: { id: string }[];
  snapshots?: Snapshot[];
}

export interface Runner {
  name: string;
  alive: boolean;
  silent_seconds: number | null;
  vps_count: number;
  docker_version: string | null;
  disk: { free_bytes: number | null } | null;
  snapshot_count: number | null;
  snapshot_bytes: number | null;
}
