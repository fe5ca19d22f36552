import type { Client } from '@temporalio/client';
import type { End } from './fault-api';
import { poll } from './poll';

/** The list of executions lags behind a little. */
const VISIBILITY_LIMIT_MS = 30_000;

/** An operation ends by itself, with a code if it failed, and as one execution. */
export async function violationsOfEnd(end: End, client: Client, mayBeCancelled: boolean): Promise<string[]> {
  const violations: string[] = [];
  if (end.status === 'stuck')
    violations.push(`the operation has not ended: ${end.detail ?? end.steps.join('; ')}`);
  if (end.status === 'failed' && (end.code === null || end.code === 'internal'))
    violations.push(`failed without a good code: ${end.code} ${end.detail}`);
  if ((end.status === 'cancelled' && !mayBeCancelled) || end.status === 'refused')
    violations.push(`${end.status}: ${end.code} ${end.detail}`);
  if (end.ms > 120_000 && end.status !== 'stuck') violations.push(`SLOW: ended after ${end.ms} ms`);
  const id = end.operationId;
  if (id === null) return violations;
  const runs = await poll(VISIBILITY_LIMIT_MS, async () => {
    try {
      const found: string[] = [];
      for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${id}'` }))
        found.push(runId);
      return found.length > 0 ? found : undefined;
    } catch {
      return undefined;
    }
  });
  if (runs?.length !== 1) violations.push(`${runs?.length ?? 0} executions of ${id}`);
  return violations;
}
