import {
  OPERATION_KINDS,
  OPERATION_WORKFLOWS,
  type OperationKind,
  type OperationStatus,
} from '../../domain/operation';
import type { VpsMemo } from '../../domain/vps';
import { type OperationSummary, viewTicket } from '../views/operation-view';
import { listPage, type PageRequest } from './list-page';
import type { TemporalDeps } from './quickly';
import { listVps, readVps } from './read-vps';
import { type ProgressDeps, readOperationSummary } from './read-operations';
import { EXECUTION_STATUSES, summarizeListed } from './summarize-operation';

export interface OperationFilter {
  vps?: string | undefined;
  kind?: OperationKind | undefined;
  status?: OperationStatus | undefined;
}

export interface OperationPage {
  operations: OperationSummary[];
  next?: string;
}

const MOST_VPS_WITH_QUEUES = 200;
const MOST_WITH_PROGRESS = 50;

/**
 * A page of the audit list: what waits, if one VPS is asked about, what runs, then what has ended, the last first. It
 * is a moment behind.
 */
export async function listOperations(
  deps: ProgressDeps,
  filter: OperationFilter,
  page: PageRequest,
): Promise<OperationPage> {
  if (filter.status === 'queued') return { operations: await listQueued(deps, filter) };
  const isFirst = page.next === undefined;
  const [queued, { executions, ...next }] = await Promise.all([
    isFirst && filter.vps !== undefined && filter.status === undefined ? listQueued(deps, filter) : [],
    listPage(deps, operationQuery({ ...filter, status: filter.status }), page),
  ]);
  const started = await withProgress(
    deps,
    executions.map((execution) => summarizeListed(deps, execution)),
  );
  const known = new Set(started.map(({ id }) => id));
  return { operations: [...queued.filter(({ id }) => !known.has(id)), ...started], ...next };
}

/** What runs is looked at itself; of very many, only those that were begun last. */
async function withProgress(deps: ProgressDeps, listed: OperationSummary[]): Promise<OperationSummary[]> {
  const running = listed.filter(({ ended_at }) => ended_at === null).slice(0, MOST_WITH_PROGRESS);
  const seen = new Map<string, OperationSummary>();
  await Promise.all(
    running.map(async ({ id }) => {
      const summary = await readOperationSummary(deps, id);
      if (summary !== undefined) seen.set(id, summary);
    }),
  );
  // One that has ended a moment ago stays as it is in the list, which a filter may have been for.
  return listed.map((summary) => ({ ...summary, progress: seen.get(summary.id)?.progress ?? null }));
}

async function listQueued(deps: TemporalDeps, { vps, kind }: OperationFilter): Promise<OperationSummary[]> {
  const memos =
    vps === undefined
      ? (await listVps(deps, {}, { limit: MOST_VPS_WITH_QUEUES })).memos
      : [await readVps(deps, vps)].filter((memo): memo is VpsMemo => memo !== undefined);
  return memos
    .flatMap(({ record, queue }) => queue.map((ticket) => viewTicket(record.task_id, ticket, 'queued')))
    .filter((operation) => kind === undefined || operation.kind === kind)
    .reverse();
}

/** Operations that run, and those that ended at that time or later. */
export function recentOperationsQuery(since: Date): string {
  return `${operationQuery({})} AND (ExecutionStatus = 'Running' OR CloseTime >= '${since.toISOString()}')`;
}

function operationQuery({ vps, kind, status }: OperationFilter): string {
  const types = (kind === undefined ? OPERATION_KINDS : [kind]).map((each) => OPERATION_WORKFLOWS[each]);
  return [
    `WorkflowType IN (${quoted(types)})`,
    ...(vps === undefined ? [] : [`VpsId = '${vps}'`]),
    ...(status === undefined || status === 'queued'
      ? []
      : [`ExecutionStatus IN (${quoted(EXECUTION_STATUSES[status])})`]),
  ].join(' AND ');
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}
