import type { RawWorkflowExecutionInfo } from '@temporalio/client';
import { isOperationKind, type OperationStatus } from '../../domain/operation';
import type { OperationMemo } from '../../domain/operation-memo';
import { parseOperationId } from '../../domain/names';
import type { ApiDeps } from '../deps';
import type { OperationSummary } from '../views/operation-view';
import { memoOf } from './list-page';
import { millisOf } from './timestamps';

export type SummaryDeps = Pick<ApiDeps, 'namespace'> & {
  settings: Pick<ApiDeps['settings'], 'TEMPORAL_UI_URL'>;
};

/** What an execution says of itself, whether it was described or listed. */
export interface ExecutionFacts {
  id: string;
  runId: string;
  /** Temporal's number for it. */
  status: number;
  /** Milliseconds since 1970. */
  startedAt: number | null;
  endedAt: number | null;
  memo: OperationMemo | undefined;
}

/** Temporal's states of an execution, by number: https://api-docs.temporal.io/#temporal.api.enums.v1 */
const STATUSES: { [code: number]: OperationStatus } = {
  1: 'running',
  2: 'succeeded',
  3: 'failed',
  4: 'cancelled',
  5: 'failed',
  7: 'failed',
  8: 'running',
};

/** The same the other way round, as visibility queries name them. */
export const EXECUTION_STATUSES: { [K in Exclude<OperationStatus, 'queued'>]: readonly string[] } = {
  running: ['Running'],
  succeeded: ['Completed'],
  failed: ['Failed', 'Terminated', 'TimedOut'],
  cancelled: ['Canceled'],
};

/** Without its progress, which only a look at the execution itself tells. */
export function summarize(deps: SummaryDeps, facts: ExecutionFacts): OperationSummary {
  const { id, runId, startedAt, endedAt, memo } = facts;
  const kind = parseOperationId(id)?.kind ?? '';
  return {
    id,
    kind: memo?.kind ?? (isOperationKind(kind) ? kind : 'create'),
    task_id: memo?.task_id ?? '',
    actor: memo?.actor ?? '',
    status: STATUSES[facts.status] ?? 'running',
    requested_at: memo?.requested_at ?? iso(startedAt) ?? '',
    started_at: iso(startedAt),
    ended_at: iso(endedAt),
    duration_ms: startedAt === null || endedAt === null ? null : endedAt - startedAt,
    temporal_url: temporalUrl(deps, id, runId),
    progress: null,
  };
}

export function summarizeListed(deps: SummaryDeps, listed: RawWorkflowExecutionInfo): OperationSummary {
  return summarize(deps, {
    id: listed.execution?.workflowId ?? '',
    runId: listed.execution?.runId ?? '',
    status: listed.status ?? 0,
    startedAt: millisOf(listed.startTime),
    endedAt: millisOf(listed.closeTime),
    memo: memoOf(listed) as OperationMemo | undefined,
  });
}

function temporalUrl({ namespace, settings }: SummaryDeps, id: string, runId: string): string {
  const base = settings.TEMPORAL_UI_URL.replace(/\/+$/, '');
  return `${base}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}/${runId}`;
}

function iso(millis: number | null): string | null {
  return millis === null ? null : new Date(millis).toISOString();
}
