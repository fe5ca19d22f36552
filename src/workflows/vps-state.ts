import type { OperationRequest } from '../domain/operation';
import type { VpsRecord } from '../domain/vps';

/** What a VPS's entity workflow starts with, and what it carries over when it continues as new. */
export interface VpsInput {
  record: VpsRecord;
  /** Operations that wait, in order. */
  queue: OperationRequest[];
  /** Ids of operations that have ended, oldest first: what was accepted once is not accepted again. */
  recent: string[];
  /** How often the VPS has been started again without success. */
  revivals?: number;
}

/** What an operation's workflow is given. */
export interface OperationInput<R extends OperationRequest = OperationRequest> {
  request: R;
  /** The VPS's record at the moment the operation's turn came. */
  record: VpsRecord;
  /** Who cancelled the operation while it waited; it then ends at once, so that the audit shows it. */
  cancelled_by: string | null;
  /**
   * In which form the operation's workflow goes: what today's entities ask for is {@link PRESENT_FORM}, those of before
   * said nothing. It does what `patched` does, for a workflow that is always started by another of ours, and without the
   * two events and the update of the visibility store that a marker costs.
   */
  form?: number;
}

/** Since 2, what need not be decided by the workflow is one step; since 3, no more snapshots are taken than a record holds. */
export const PRESENT_FORM = 3;

export function takesFewSteps({ form = 1 }: Pick<OperationInput, 'form'>): boolean {
  return form >= 2;
}

export function limitsSnapshots({ form = 1 }: Pick<OperationInput, 'form'>): boolean {
  return form >= 3;
}
