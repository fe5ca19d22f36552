import type { OperationView } from '../views/operation-view';
import { failOperationNotFound, type ReadingDeps, readOperation } from './read-operations';
import { type OperationRef, waitForRecord } from './wait';

const JUST_NOW_MS = 5000;

/**
 * One operation in full. Whoever learns that it has ended may look at the VPS next, and is to find there what it did:
 * of one that ended just now the record is waited for.
 */
export async function readSettledOperation(
  deps: ReadingDeps,
  operation: OperationRef,
): Promise<OperationView | undefined> {
  const view = await readOperation(deps, operation);
  const endedAt = view?.ended_at;
  if (endedAt != null && Date.now() - Date.parse(endedAt) < JUST_NOW_MS) await waitForRecord(deps, operation);
  return view;
}

/** @throws Problem `operation_not_found` */
export async function requireSettledOperation(
  deps: ReadingDeps,
  operation: OperationRef,
): Promise<OperationView> {
  return (await readSettledOperation(deps, operation)) ?? failOperationNotFound(operation);
}
