import type { OperationSummary, OperationView } from '../../../src/api/views/operation-view';
import type { SnapshotView } from '../../../src/api/views/snapshot-view';
import type { viewVps, viewVpsInFull } from '../../../src/api/views/vps-view';

/** The server's own types: what it answers is what the dashboard takes. */
export type { OperationStep } from '../../../src/api/temporal/operation-steps';
export type { ErrorCode } from '../../../src/domain/errors';
export type { OperationKind, OperationStatus } from '../../../src/domain/operation';
export type { VpsStatus } from '../../../src/domain/vps';

export type Snapshot = SnapshotView;
/** A VPS in a list. */
export type Vps = ReturnType<typeof viewVps>;
/** One VPS with its snapshots. */
export type VpsInFull = ReturnType<typeof viewVpsInFull>;

export interface Progress {
  done_steps: number;
  total_steps: number | null;
  step: string | null;
  step_summary: string | null;
  bytes: { done: number; total: number | null } | null;
}

/** An API without live progress does not tell `progress`; the steps tell enough then. */
export type OperationItem = OperationSummary & { progress?: Progress | null };
export type Operation = OperationView & { progress?: Progress | null };

export interface Runner {
  name: string;
  alive: boolean;
  last_seen: string | null;
  silent_seconds: number | null;
  vps_count: number;
  docker_version: string | null;
  docker_api_version: string | null;
  disk: { free_bytes: number | null; reserve_bytes: number; total_bytes?: number | null } | null;
  snapshot_bytes: number | null;
  snapshot_count: number | null;
  vps_containers: number | null;
  cpus: number | null;
  memory_bytes: number | null;
}

export type Role = 'read' | 'operate' | 'admin';

export interface Session {
  auth: 'none' | 'token';
  actor: string | null;
  role: Role | null;
  terminal: boolean;
}

/** What became of each VPS that a runner has. */
export interface RebuildAnswer {
  message: string;
  rebuilt: string[];
  existing: string[];
  deleted: string[];
  failed: { task_id: string; reason: string }[];
}
