import { defineSearchAttributeKey } from '@temporalio/common';
import { upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { applyChange, applyChanges, type Survey, type VpsChange } from '../domain/changes';
import { planRevival, type Revival, stayedUp } from '../domain/keep-running';
import { makeOperationId } from '../domain/names';
import type { OperationRequest } from '../domain/operation';
import { patchPolicy as patchedPolicy } from '../domain/policy';
import { lackOfRoomForTexts, mightRotate } from '../domain/retention';
import type { Snapshot } from '../domain/snapshot';
import {
  desiredAfter,
  findSnapshot,
  type OperationTicket,
  type VpsMemo,
  type VpsRecord,
} from '../domain/vps';
import { eventsBetween, type VpsEvent, withEvents } from '../domain/vps-events';
import { fail } from './failure';
import type { Look, SnapshotPatch, SubmitOptions } from './vps-messages';
import type { VpsInput } from './vps-state';

/** So many ended operations are remembered, to tell a repeated request from a new one. */
const REMEMBERED_OPERATIONS = 50;

/** Who asks for what Holdfast does by itself. */
const HOLDFAST = 'holdfast';

const VPS_STATUS = defineSearchAttributeKey('VpsStatus', 'KEYWORD');

/** The state of one VPS's entity workflow, and what may be done with it. */
export class VpsEntity {
  private record: VpsRecord;
  private readonly queue: OperationRequest[];
  private readonly recent: string[];
  private current: OperationRequest | null = null;
  /** The record as the operation in progress was given it. */
  private recordAtStart: VpsRecord;
  private look: Look | null = null;
  /** How often the VPS has been started again without success. */
  private revivals: number;

  constructor({ record, queue, recent, revivals = 0 }: VpsInput) {
    this.record = record;
    this.recordAtStart = record;
    this.queue = [...queue];
    this.recent = [...recent];
    this.revivals = revivals;
  }

  get isDeleted(): boolean {
    return this.record.status === 'deleted';
  }

  get hasWork(): boolean {
    return this.queue.length > 0;
  }

  get needsLook(): boolean {
    return this.look !== null;
  }

  currentRecord(): VpsRecord {
    return this.record;
  }

  /** What the next run of this workflow starts with. Only between operations. */
  carryOver(): VpsInput {
    return { record: this.record, queue: this.queue, recent: this.recent, revivals: this.revivals };
  }

  checkSubmission(request: OperationRequest, { queue_limit }: SubmitOptions): void {
    if (this.isDeleted) fail('vps_not_found', `${this.record.task_id} has been deleted.`);
    if (!this.knows(request.id) && this.queue.length >= queue_limit) {
      fail(
        'queue_full',
        `${this.queue.length} operations wait for ${this.record.task_id}; the limit is ${queue_limit}.`,
      );
    }
  }

  submit(request: OperationRequest): void {
    if (this.knows(request.id)) return;
    this.queue.push(request);
    this.publish('queue');
  }

  /** Takes the next operation out of the queue and makes it the current one. */
  begin(): OperationRequest | undefined {
    const next = this.queue.shift();
    this.current = next ?? null;
    this.recordAtStart = this.record;
    this.publish('current', 'queue');
    return next;
  }

  /** The current operation has ended; `changes` are what it did to the VPS. */
  end(request: OperationRequest, changes: readonly VpsChange[]): void {
    this.current = null;
    this.remember(request.id);
    this.changeRecord(applyChanges(this.record, changes));
    this.noteRevival(request);
    this.publish('record', 'current', 'recent');
  }

  /** A runner has seen something that the record does not tell. What a running operation does, its end will tell. */
  requestLook(look: Look): void {
    if (this.current !== null) return;
    this.look = {
      stopped_by_hand: look.stopped_by_hand || this.look?.stopped_by_hand === true,
      engine_is_back: look.engine_is_back === true || this.look?.engine_is_back === true,
    };
  }

  /** What Docker showed, after something happened without an operation; null when it could not be asked. */
  saw(survey: Survey | null, at: string): void {
    const look = this.look;
    this.look = null;
    if (survey === null) return;
    if (look?.engine_is_back === true) this.revivals = 0;
    const known = look?.engine_is_back === true ? { ...this.record, gave_up: false } : this.record;
    const seen = applyChange(known, { type: 'surveyed', survey });
    const desired = desiredAfter(seen, look?.stopped_by_hand === true);
    const after = applyChange(seen, { type: 'desired', desired });
    if (after.container !== null && stayedUp(after.container)) this.revivals = 0;
    this.changeRecord(withEvents(after, eventsBetween(this.record, after, at)));
    this.publish('record');
  }

  /** What is to be done about a VPS that should run and does not. */
  get revival(): Revival {
    return planRevival(this.record, this.revivals);
  }

  /** Queues a start of Holdfast's own accord. */
  startAgain(unique: string, at: string): void {
    this.submit({
      id: makeOperationId('start', this.record.task_id, unique),
      kind: 'start',
      params: this.record.desired === 'paused' ? { pause: true } : {},
      actor: HOLDFAST,
      requested_at: at,
      fingerprint: '',
    });
  }

  giveUp(at: string): void {
    const event: VpsEvent = {
      at,
      type: 'gave_up',
      detail: `The VPS was started again ${this.revivals} times and did not stay up.`,
    };
    this.changeRecord(withEvents(applyChange(this.record, { type: 'gave_up' }), [event]));
    this.publish('record');
  }

  noteTerminal(actor: string, at: string): void {
    const event: VpsEvent = { at, type: 'terminal_opened', detail: `${actor} opened a terminal.` };
    this.changeRecord(withEvents(this.record, [event]));
    this.publish('record');
  }

  /** Takes an operation out of the queue; undefined when it does not wait there. */
  withdraw(operationId: string): OperationRequest | undefined {
    const index = this.queue.findIndex(({ id }) => id === operationId);
    if (index < 0) return undefined;
    const [request] = this.queue.splice(index, 1);
    this.remember(operationId);
    this.publish('queue', 'recent');
    return request;
  }

  patchPolicy(patch: Parameters<typeof patchedPolicy>[1]): VpsRecord {
    this.record = { ...this.record, policy: patchedPolicy(this.record.policy, patch) };
    this.publish('record');
    return this.record;
  }

  checkSnapshotPatch(patch: SnapshotPatch): void {
    const { snapshot_id, pinned } = patch;
    const snapshot = this.requireSnapshot(snapshot_id);
    const renamed = patched(snapshot, { ...patch, pinned: undefined });
    const lack = lackOfRoomForTexts(this.record.snapshots, this.withPatched(renamed));
    if (lack !== null) fail('snapshot_limit', lack);
    const pins = pinned === true && !snapshot.pinned;
    if (pins && this.current !== null && mightRotate(this.recordAtStart, snapshot_id)) {
      fail('vps_busy', `${this.current.id} is in progress and may rotate snapshot ${snapshot_id} out.`);
    }
  }

  patchSnapshot(patch: SnapshotPatch): Snapshot {
    const snapshot = patched(this.requireSnapshot(patch.snapshot_id), patch);
    this.record = { ...this.record, snapshots: this.withPatched(snapshot) };
    this.publish('record');
    return snapshot;
  }

  /** What the API reads: it needs no worker. */
  memo(): VpsMemo {
    return {
      record: this.record,
      current: this.current && ticketOf(this.current),
      queue: this.queue.map(ticketOf),
      recent: this.recent,
    };
  }

  private changeRecord(record: VpsRecord): void {
    if (record.status !== this.record.status)
      upsertSearchAttributes([{ key: VPS_STATUS, value: record.status }]);
    this.record = record;
  }

  /**
   * A start of ours counts; when a person takes over, counting begins anew. A VPS that any operation leaves down, since
   * the way back failed too, is one that should run and does not: nothing else would tell.
   */
  private noteRevival({ actor, kind }: OperationRequest): void {
    const isOurs = actor === HOLDFAST && kind === 'start';
    this.revivals = isOurs ? this.revivals + 1 : 0;
    if (this.record.status === 'crashed') this.look = { stopped_by_hand: false };
  }

  private publish(...keys: (keyof VpsMemo)[]): void {
    const memo = this.memo();
    upsertMemo(Object.fromEntries(keys.map((key) => [key, memo[key]])));
  }

  private withPatched(snapshot: Snapshot): Snapshot[] {
    return this.record.snapshots.map((each) => (each.id === snapshot.id ? snapshot : each));
  }

  private requireSnapshot(id: string): Snapshot {
    return (
      findSnapshot(this.record, id) ??
      fail('snapshot_not_found', `${this.record.task_id} has no snapshot ${id}.`)
    );
  }

  private knows(operationId: string): boolean {
    return (
      this.current?.id === operationId ||
      this.recent.includes(operationId) ||
      this.queue.some(({ id }) => id === operationId)
    );
  }

  private remember(operationId: string): void {
    this.recent.push(operationId);
    this.recent.splice(0, Math.max(0, this.recent.length - REMEMBERED_OPERATIONS));
  }
}

function patched(snapshot: Snapshot, { name, message, pinned }: SnapshotPatch): Snapshot {
  return {
    ...snapshot,
    name: name === undefined ? snapshot.name : name,
    message: message === undefined ? snapshot.message : message,
    pinned: pinned ?? snapshot.pinned,
    expired: snapshot.expired && !(pinned ?? snapshot.pinned),
  };
}

function ticketOf({ id, kind, actor, requested_at }: OperationRequest): OperationTicket {
  return { id, kind, actor, requested_at };
}
