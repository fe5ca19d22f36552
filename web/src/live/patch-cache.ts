import type { QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys';
import type { Operation, OperationItem, Runner, Vps, VpsInFull } from '../api/types';

/** Writes what an event tells into the cache. Only what it is about gets a new identity, so only that is drawn again. */
export function patchVps(cache: QueryClient, vps: Vps): void {
  cache.setQueryData<Vps[]>(keys.fleet, (fleet) => fleet && replaceOrAdd(fleet, vps, sameVps));
  cache.setQueryData<VpsInFull>(keys.vps(vps.task_id), (full) => full && { ...full, ...vps });
  // The event does not carry the snapshots.
  void cache.invalidateQueries({ queryKey: keys.vps(vps.task_id) });
}

export function removeVps(cache: QueryClient, taskId: string): void {
  cache.setQueryData<Vps[]>(keys.fleet, (fleet) => fleet?.filter(({ task_id }) => task_id !== taskId));
  void cache.invalidateQueries({ queryKey: keys.vps(taskId) });
}

export function patchOperation(cache: QueryClient, operation: OperationItem): void {
  cache.setQueryData<Operation>(keys.operation(operation.id), (known) => known && { ...known, ...operation });
  // Its steps and its result are not in the event.
  void cache.invalidateQueries({ queryKey: keys.operation(operation.id) });
}

export function patchRunner(cache: QueryClient, runner: Runner): void {
  cache.setQueryData<Runner[]>(
    keys.runners,
    (runners) => runners && replaceOrAdd(runners, runner, (a, b) => a.name === b.name),
  );
}

function sameVps(a: Vps, b: Vps): boolean {
  return a.task_id === b.task_id;
}

function replaceOrAdd<T>(list: readonly T[], item: T, isSame: (a: T, b: T) => boolean): T[] {
  const index = list.findIndex((other) => isSame(other, item));
  return index === -1 ? [...list, item] : list.with(index, item);
}
