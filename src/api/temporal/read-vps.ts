import type { WorkflowExecutionDescription } from '@temporalio/client';
import { vpsWorkflowId } from '../../domain/names';
import type { VpsMemo, VpsStatus } from '../../domain/vps';
import { Problem } from '../problems';
import { listPage, memoOf, type PageRequest, type RawMemo } from './list-page';
import { quickly, type TemporalDeps } from './quickly';
import { isExecutionNotFound } from './grpc-errors';
import { repeatUntil } from './repeat-until';

const VPS_WORKFLOW_TYPE = 'vps';

/** How long an operation that has ended is waited for, until the record tells of it. */
export const SETTLE_MS = 3000;

/** What the VPS's entity says of it; undefined when there is no such VPS. Needs no worker. */
export async function readVps(deps: TemporalDeps, taskId: string): Promise<VpsMemo | undefined> {
  const memo = await readSettledEntity(deps, taskId);
  return memo?.record.status === 'deleted' ? undefined : memo;
}

/** What this API has reported as done is waited for. */
async function readSettledEntity(deps: TemporalDeps, taskId: string): Promise<VpsMemo | undefined> {
  const missing = deps.unsettled?.of(taskId);
  let memo = await readEntity(deps, taskId);
  if (missing === undefined) return memo;
  await repeatUntil(SETTLE_MS, async () => {
    if (memo === undefined || memo.recent.includes(missing)) return true;
    memo = await readEntity(deps, taskId);
    return false;
  });
  deps.unsettled?.forget(taskId, missing);
  return memo;
}

/** The same, and also of a VPS that has been deleted while operations still wait for their end. */
export async function readEntity(deps: TemporalDeps, taskId: string): Promise<VpsMemo | undefined> {
  const ask = (): Promise<VpsMemo | undefined> => askForEntity(deps, taskId);
  return deps.reads === undefined ? ask() : deps.reads.read(taskId, ask);
}

async function askForEntity(deps: TemporalDeps, taskId: string): Promise<VpsMemo | undefined> {
  return asVpsMemo((await describeEntity(deps, taskId))?.memo);
}

/** The memo of a VPS's entity as it is, undecoded; undefined when there is no such VPS. */
export async function describeVps(deps: TemporalDeps, taskId: string): Promise<RawMemo | undefined> {
  return (await describeEntity(deps, taskId))?.raw.workflowExecutionInfo?.memo ?? undefined;
}

async function describeEntity(
  deps: TemporalDeps,
  taskId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  const handle = deps.client.workflow.getHandle(vpsWorkflowId(taskId));
  try {
    const description = await quickly(deps, () => handle.describe());
    const { type, status } = description;
    return type === VPS_WORKFLOW_TYPE && status.name === 'RUNNING' ? description : undefined;
  } catch (error) {
    if (isExecutionNotFound(error)) return undefined;
    throw error;
  }
}

/** @throws Problem `vps_not_found` */
export async function requireVps(deps: TemporalDeps, taskId: string): Promise<VpsMemo> {
  return (await readVps(deps, taskId)) ?? failVpsNotFound(taskId);
}

export function failVpsNotFound(taskId: string): never {
  throw new Problem('vps_not_found', `There is no VPS ${taskId}.`);
}

export interface VpsFilter {
  taskId?: string | undefined;
  runner?: string | undefined;
  status?: VpsStatus | undefined;
}

export function vpsQuery({ taskId, runner, status }: VpsFilter = {}): string {
  return [
    `WorkflowType = '${VPS_WORKFLOW_TYPE}'`,
    "ExecutionStatus = 'Running'",
    ...(taskId === undefined ? [] : [`WorkflowId = '${vpsWorkflowId(taskId)}'`]),
    ...(runner === undefined ? [] : [`Runner = '${runner}'`]),
    ...(status === undefined ? [] : [`VpsStatus = '${status}'`]),
  ].join(' AND ');
}

/** A page of the fleet. A list is a moment behind: a change that ended just now may be missing. */
export async function listVps(
  deps: TemporalDeps,
  filter: VpsFilter,
  page: PageRequest,
): Promise<{ memos: VpsMemo[]; next?: string }> {
  const { executions, ...next } = await listPage(deps, vpsQuery(filter), page);
  const memos = executions.map(memoOf).flatMap((memo) => asVpsMemo(memo) ?? []);
  return { memos: memos.filter(({ record }) => record.status !== 'deleted'), ...next };
}

/** Temporal drops a key of a memo whose value is null or an empty list; these come back here. */
export function asVpsMemo(memo: Partial<VpsMemo> = {}): VpsMemo | undefined {
  const { record, current = null, queue = [], recent = [] } = memo;
  return record && { record, current, queue, recent };
}
