import { useCallback, useSyncExternalStore } from 'react';
import type { OperationKind } from '../api/types';

/** How the last action that was asked for here went, by VPS. */
export type LastAction =
  | { state: 'sending' | 'going'; kind: OperationKind; operationId: string | null }
  | { state: 'succeeded'; kind: OperationKind; operationId: string; text: string }
  | {
      state: 'failed';
      kind: OperationKind;
      operationId: string | null;
      code: string;
      text: string;
      remedy: string | null;
    };

const actions = new Map<string, LastAction>();
const listeners = new Map<string, Set<() => void>>();

export function setLastAction(taskId: string, action: LastAction | null): void {
  if (action === null) actions.delete(taskId);
  else actions.set(taskId, action);
  for (const listener of listeners.get(taskId) ?? []) listener();
}

/** Draws anew only what shows this VPS. */
export function useLastAction(taskId: string): LastAction | null {
  const subscribe = useCallback(
    (listener: () => void) => {
      const own = listeners.get(taskId) ?? new Set();
      listeners.set(taskId, own.add(listener));
      return () => own.delete(listener);
    },
    [taskId],
  );
  return useSyncExternalStore(subscribe, () => actions.get(taskId) ?? null);
}
