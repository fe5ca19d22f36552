import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useIsLive } from '../live/connection';
import { ApiError, call } from './client';
import { keys } from './keys';
import type { Operation, OperationItem, Runner, Session, Vps, VpsInFull } from './types';

const PAGE = 200;
const POLL_MS = 4000;
const BUSY_POLL_MS = 1000;
/** With a live stream polling only catches what a lost event would have told. */
const SAFETY_POLL_MS = 60_000;

function usePollMs(polled: number): number {
  return useIsLive() ? SAFETY_POLL_MS : polled;
}

export function useSession() {
  return useQuery({ queryKey: keys.session, queryFn: readSession, staleTime: 60_000 });
}

/** An API that knows no sessions asks nobody for a token that a browser could hold. */
async function readSession({ signal }: { signal: AbortSignal }): Promise<Session> {
  try {
    return await call<Session>('/api/session', { signal });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return { auth: 'token', actor: null, role: null, terminal: false };
    if (error.code !== 'route_not_found') throw error;
    return { auth: 'none', actor: null, role: 'admin', terminal: false };
  }
}

/** Every VPS, all pages. */
export function useFleet() {
  return useQuery({ queryKey: keys.fleet, queryFn: readFleet, refetchInterval: usePollMs(POLL_MS) });
}

async function readFleet({ signal }: { signal: AbortSignal }): Promise<Vps[]> {
  const found = new Map<string, Vps>();
  let next: string | undefined;
  do {
    const page = await call<{ vps: Vps[]; next?: string | null }>(
      `/api/vps?limit=${PAGE}${next === undefined ? '' : `&next=${next}`}`,
      { signal },
    );
    for (const vps of page.vps) found.set(vps.task_id, vps);
    next = page.next ?? undefined;
  } while (next !== undefined);
  return [...found.values()];
}

export function useVps(taskId: string) {
  return useQuery({
    queryKey: keys.vps(taskId),
    queryFn: ({ signal }) => call<VpsInFull>(`/api/vps/${encodeURIComponent(taskId)}`, { signal }),
    refetchInterval: usePollMs(POLL_MS),
  });
}

export function readOperation(id: string, signal?: AbortSignal): Promise<Operation> {
  return call<Operation>(`/api/operations/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

/** One operation with its steps; asked for again until it has ended. */
export function useOperation(id: string | null) {
  const pollMs = usePollMs(BUSY_POLL_MS);
  return useQuery({
    queryKey: keys.operation(id ?? ''),
    queryFn: ({ signal }) => readOperation(id ?? '', signal),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.ended_at ? false : pollMs),
  });
}

export interface OperationFilter {
  vps?: string;
  kind?: string;
  status?: string;
}

/** The audit, page by page, newest first. */
export function useOperations(filter: OperationFilter) {
  return useInfiniteQuery({
    queryKey: keys.operations(filter),
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: '50', ...filter, ...(pageParam && { next: pageParam }) });
      return call<{ operations: OperationItem[]; next?: string | null }>(`/api/operations?${query}`, {
        signal,
      });
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: usePollMs(POLL_MS),
  });
}

export function useRunners() {
  return useQuery({
    queryKey: keys.runners,
    queryFn: async ({ signal }) => (await call<{ runners: Runner[] }>('/api/runners', { signal })).runners,
    refetchInterval: usePollMs(5000),
  });
}
