import { defaultPayloadConverter, type RawWorkflowExecutionInfo } from '@temporalio/client';
import { Problem } from '../problems';
import { makePageToken, readPageToken } from './page-token';
import { quickly, type TemporalDeps } from './quickly';

/** The most that Temporal gives at once. */
const ALL_PAGE = 1000;

export interface PageRequest {
  limit: number;
  /** As the page before gave it. */
  next?: string | undefined;
}

export interface Page {
  executions: RawWorkflowExecutionInfo[];
  next?: string;
}

/** One page of a visibility query: running executions first, the latest begun before the others, then those ended last. */
export async function listPage(
  deps: TemporalDeps,
  query: string,
  { limit, next }: PageRequest,
): Promise<Page> {
  const serverToken = next === undefined ? new Uint8Array() : readPageToken(query, next);
  if (serverToken === undefined) {
    throw new Problem('invalid_request', "next: must be the 'next' of the page before, of the same list");
  }
  const { executions, nextPageToken } = await quickly(deps, () =>
    deps.client.workflowService.listWorkflowExecutions({
      namespace: deps.namespace,
      query,
      pageSize: limit,
      nextPageToken: serverToken,
    }),
  );
  const hasMore = nextPageToken.length > 0 && executions.length > 0;
  return { executions, ...(hasMore && { next: makePageToken(query, nextPageToken) }) };
}

/** Every execution of a query that is not expected to have very many. */
export async function listAll(deps: TemporalDeps, query: string): Promise<RawWorkflowExecutionInfo[]> {
  const found: RawWorkflowExecutionInfo[] = [];
  let next: string | undefined;
  do {
    const page = await listPage(deps, query, { limit: ALL_PAGE, next });
    found.push(...page.executions);
    next = page.next;
  } while (next !== undefined);
  return found;
}

/** As Temporal gives it: each key's value is encoded. */
export type RawMemo = NonNullable<RawWorkflowExecutionInfo['memo']>;

/** The memo of a listed execution, by key. */
export function memoOf(execution: { memo?: RawMemo | null }): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(execution.memo?.fields ?? {}).map(([key, payload]) => [
      key,
      defaultPayloadConverter.fromPayload(payload),
    ]),
  );
}
