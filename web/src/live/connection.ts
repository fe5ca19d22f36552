import { useSyncExternalStore } from 'react';

/**
 * - `live`: events arrive
 * - `polling`: the stream is not to be had, answers are
 * - `offline`: nothing answers
 */
export type ConnectionState = 'connecting' | 'live' | 'polling' | 'offline';

let state: ConnectionState = 'connecting';
const listeners = new Set<() => void>();

export function setConnection(next: ConnectionState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

export function connection(): ConnectionState {
  return state;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useConnection(): ConnectionState {
  return useSyncExternalStore(subscribe, connection);
}

export function useIsLive(): boolean {
  return useConnection() === 'live';
}
