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
import { EXECUTION_STATUSES, type SummaryDeps, summarizeListed } from './summarize-operation';

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

/**
 * A page of the audit list: what waits, if one VPS is asked about, what runs, then what has ended, the last first. It
 * is a moment behind.
 */
export async function listOperations(
  deps: TemporalDeps & SummaryDeps,
  filter: OperationFilter,
  page: PageRequest,
): Promise<OperationPage> {
  if (filter.status === 'queued') return { operations: await listQueued(deps, filter) };
  const isFirst = page.next === undefined;
  const [queued, { executions, ...next }] = await Promise.all([
    isFirst && filter.vps !== undefined && filter.status === undefined ? listQueued(deps, filter) : [],
    listPage(deps, operationQuery({ ...filter, status: filter.status }), page),
  ]);
  const started = executions.map((execution) => summarizeListed(deps, execution));
  const known = new Set(started.map(({ id }) => id));
  return { operations: [...queued.filter(({ id }) => !known.has(id)), ...started], ...next };
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
