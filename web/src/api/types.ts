import type { OperationSummary, OperationView } from '../../../src/api/views/operation-view';
import type { viewRunners } from '../../../src/api/views/runner-view';
import type { SnapshotView } from '../../../src/api/schemas/responses/snapshot';
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

export type OperationItem = OperationSummary;
export type Operation = OperationView;

export type Runner = Awaited<ReturnType<typeof viewRunners>>[number];

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
