import type { QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys';
import type { OperationItem, Runner, Vps } from '../api/types';
import { setConnection } from './connection';
import { patchOperation, patchRunner, patchVps, removeVps } from './patch-cache';

/** A browser shares six connections among all tabs of a site: one that nobody looks at gives its own back. */
const HIDDEN_MS = 30_000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;
const LIST_DELAY_MS = 400;

type Listener = (operation: OperationItem) => void;
const operationListeners = new Set<Listener>();

/** Hears of every operation that begins, goes on or ends, as long as the stream is live. */
export function onOperation(listener: Listener): () => void {
  operationListeners.add(listener);
  return () => operationListeners.delete(listener);
}

/**
 * Keeps one stream of events open and writes them into the cache. Without a stream the queries poll (see
 * `api/queries.ts`), and the stream is tried for again and again. Returns how to end it.
 */
export function followFleet(cache: QueryClient): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hide: ReturnType<typeof setTimeout> | undefined;
  let listing: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function open(): void {
    source?.close();
    source = new EventSource('/api/events', { withCredentials: true });
    // The browser's own reconnection resumes with Last-Event-ID; after a refusal it gives up, and we do not.
    source.addEventListener('error', () => {
      if (source?.readyState === EventSource.CLOSED) again();
      else void probe();
    });
    source.addEventListener('hello', () => {
      setConnection('live');
      // What changed while nobody listened.
      if (failures > 0) void cache.invalidateQueries();
      failures = 0;
    });
    source.addEventListener('reset', () => void cache.invalidateQueries());
    on<Vps>('vps', (vps) => patchVps(cache, vps));
    on<{ task_id: string }>('vps_removed', ({ task_id }) => removeVps(cache, task_id));
    on<Runner>('runner', (runner) => patchRunner(cache, runner));
    on<OperationItem>('operation', (operation) => {
      patchOperation(cache, operation);
      for (const listener of operationListeners) listener(operation);
      // A burst of events is one new look at the list.
      listing ??= setTimeout(() => {
        listing = undefined;
        void cache.invalidateQueries({ queryKey: keys.allOperations });
      }, LIST_DELAY_MS);
    });
  }

  function on<T>(name: string, take: (data: T) => void): void {
    source?.addEventListener(name, ({ data }: MessageEvent<string>) => {
      setConnection('live');
      take(JSON.parse(data) as T);
    });
  }

  function again(): void {
    source?.close();
    void probe();
    clearTimeout(retry);
    retry = setTimeout(open, Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS));
    failures += 1;
  }

  /** Tells a missing stream from a missing API. */
  async function probe(): Promise<void> {
    failures = Math.max(failures, 1);
    const answered = await fetch('/health/live').then(
      ({ ok }) => ok,
      () => false,
    );
    if (source?.readyState === EventSource.OPEN) return;
    setConnection(answered ? 'polling' : 'offline');
  }

  function watchVisibility(): void {
    clearTimeout(hide);
    if (document.hidden) {
      hide = setTimeout(() => {
        clearTimeout(retry);
        source?.close();
      }, HIDDEN_MS);
    } else if (source?.readyState === EventSource.CLOSED) {
      failures = Math.max(failures, 1);
      clearTimeout(retry);
      open();
    }
  }

  open();
  document.addEventListener('visibilitychange', watchVisibility);
  window.addEventListener('online', open);
  return () => {
    document.removeEventListener('visibilitychange', watchVisibility);
    window.removeEventListener('online', open);
    for (const timer of [retry, hide, listing]) clearTimeout(timer);
    source?.close();
  };
}
