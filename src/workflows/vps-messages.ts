import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { OperationRequest } from '../domain/operation';
import type { VpsPolicyPatch } from '../domain/policy';
import type { Snapshot } from '../domain/snapshot';
import type { VpsRecord } from '../domain/vps';

/** What a VPS's entity workflow can be told. Each answers at once; none waits for an operation. */

export interface SubmitOptions {
  /** How many operations may wait. */
  queue_limit: number;
}

/**
 * Puts an operation into the VPS's queue. An id that is known already is accepted and changes nothing.
 * Rejected with `queue_full`, or `vps_not_found` when the VPS is being deleted.
 */
export const submitOperation = defineUpdate<{ operation_id: string }, [OperationRequest, SubmitOptions]>(
  'submitOperation',
);

/** Takes an operation out of the queue. False when it does not wait there (any more). */
export const cancelQueued = defineUpdate<boolean, [{ operation_id: string; actor: string }]>('cancelQueued');

/** Changes the VPS's policy; it holds for operations that start later. */
export const patchPolicy = defineUpdate<VpsRecord, [{ patch: VpsPolicyPatch; actor: string }]>('patchPolicy');

export interface Look {
  /** Whether somebody stopped the VPS with `docker stop`, as against it having ended by itself. */
  stopped_by_hand: boolean;
  /** Whether the engine has just come (back): what kept the VPS from starting may be gone, so it is tried anew. */
  engine_is_back?: boolean;
}

/** A runner has seen something that the record does not tell: look again, as soon as no operation is in progress. */
export const lookAgain = defineSignal<[Look]>('lookAgain');

/** Somebody has opened a terminal into the VPS. */
export const noteTerminal = defineSignal<[{ actor: string; at: string }]>('noteTerminal');

export interface SnapshotPatch {
  snapshot_id: string;
  name?: string | null | undefined;
  message?: string | null | undefined;
  pinned?: boolean | undefined;
  actor: string;
}

/**
 * Changes what a person said about a snapshot. Rejected with `snapshot_not_found`, or with `vps_busy` when it asks for
 * a pin while an operation runs that may be rotating that very snapshot out.
 */
export const patchSnapshot = defineUpdate<Snapshot, [SnapshotPatch]>('patchSnapshot');
