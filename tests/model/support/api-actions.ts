import type { Method } from '../../integration/support/client';
import { type ErrorCode, ERRORS } from '../../../src/domain/errors';
import type { JsonObject } from '../../../src/domain/json';
import { planRestart, type RestartWish } from './restart-rule';
import type { ModelSnapshot, VpsModel, Words } from './vps-model';

export interface ApiCall {
  method: Method;
  path: string;
  body?: JsonObject;
}

/** What became of a call. */
export interface End {
  /** Null when the call was not waited for: then only its code counts. */
  status: number | null;
  code: string | null;
  body: JsonObject;
}

/** A call that is about to be made, and what it must come to: `settle` throws when it does not, or changes the model. */
export interface Prepared {
  call: ApiCall;
  settle: (vps: VpsModel, end: End) => void;
}

export interface ApiAction {
  name: string;
  prepare(vps: VpsModel): Prepared;
}

/** Well-formed, and nobody's. */
const NO_SNAPSHOT = '20200101t000000000-aaaaaa';
const UNSAID: Words = { name: null, message: null, pinned: false };

export function start(): ApiAction {
  return plain('start', (vps, end) => {
    const refusal = vps.status === 'stopped' ? null : 'invalid_state';
    if (succeeded(vps, end, refusal)) vps.start();
  });
}

export function pause(): ApiAction {
  return plain('pause', (vps, end) => {
    if (succeeded(vps, end, vps.status === 'running' ? null : 'invalid_state')) vps.status = 'paused';
  });
}

export function resume(): ApiAction {
  return plain('resume', (vps, end) => {
    if (succeeded(vps, end, vps.status === 'paused' ? null : 'invalid_state')) vps.status = 'running';
  });
}

export function stop(body: { snapshot?: boolean; message?: string }): ApiAction {
  return {
    name: `stop ${JSON.stringify(body)}`,
    prepare: ({ taskId }) => ({
      call: { method: 'POST', path: `/api/vps/stop/${taskId}`, body },
      settle(vps, end) {
        if (!succeeded(vps, end, vps.isLive ? null : 'invalid_state')) return;
        vps.stop();
        if (body.snapshot ?? vps.takesSnapshots) {
          vps.take(idIn(end.body, 'snapshot'), 'stop', { ...UNSAID, message: body.message ?? null });
          expectSame('rotated_out', end.body['rotated_out'], vps.rotate());
        } else expectSame('snapshot', end.body['snapshot'], null);
      },
    }),
  };
}

export function snapshot(body: Partial<Words> & { pause?: boolean }): ApiAction {
  return {
    name: `snapshot ${JSON.stringify(body)}`,
    prepare: ({ taskId }) => ({
      call: { method: 'POST', path: `/api/vps/snapshots/${taskId}`, body },
      settle(vps, end) {
        if (!succeeded(vps, end, vps.container === null ? 'invalid_state' : null, 201)) return;
        const { name = null, message = null, pinned = false } = body;
        vps.take(idIn(end.body, 'snapshot'), 'manual', { name, message, pinned });
        expectSame('rotated_out', end.body['rotated_out'], vps.rotate());
      },
    }),
  };
}

export function restart(safety?: boolean): ApiAction {
  const body = safety === undefined ? {} : { safety_snapshot: safety };
  return {
    name: `restart ${JSON.stringify(body)}`,
    prepare: ({ taskId }) => ({
      call: { method: 'POST', path: `/api/vps/restart/${taskId}`, body },
      settle: (vps, end) => settleRestart(vps, end, { snapshotId: null, safety: safety ?? true }),
    }),
  };
}

/** A restart that names a snapshot is the same as a restore. */
export function restore(which: number, by: 'restart' | 'restore', safety: boolean): ApiAction {
  return {
    name: `${by} to snapshot ${which}${safety ? '' : ', discarding what is beyond'}`,
    prepare(before) {
      const snapshotId = pick(before, which);
      const body = safety ? {} : { safety_snapshot: false };
      return {
        call:
          by === 'restart'
            ? {
                method: 'POST',
                path: `/api/vps/restart/${before.taskId}`,
                body: { ...body, snapshot_id: snapshotId },
              }
            : { method: 'POST', path: `/api/vps/snapshots/${before.taskId}/${snapshotId}/restore`, body },
        settle: (vps, end) => settleRestart(vps, end, { snapshotId, safety }),
      };
    },
  };
}

export function patchSnapshot(which: number, patch: Partial<Words>): ApiAction {
  return {
    name: `patch snapshot ${which} ${JSON.stringify(patch)}`,
    prepare(before) {
      const id = pick(before, which);
      return {
        call: { method: 'PATCH', path: `/api/vps/snapshots/${before.taskId}/${id}`, body: patch },
        settle(vps, end) {
          const found = vps.snapshot(id);
          if (!succeeded(vps, end, found === undefined ? 'snapshot_not_found' : null)) return;
          if (found === undefined) return;
          Object.assign(found, patch);
          if (patch.pinned === true) found.expired = false;
        },
      };
    },
  };
}

export function patchPolicy(patch: { auto?: boolean | null; max?: number | null }): ApiAction {
  const body = {
    ...(patch.auto !== undefined && { auto_snapshot_on_stop: patch.auto }),
    ...(patch.max !== undefined && { max_snapshots: patch.max }),
  };
  return {
    name: `patch policy ${JSON.stringify(body)}`,
    prepare: ({ taskId }) => ({
      call: { method: 'PATCH', path: `/api/vps/${taskId}`, body },
      settle(vps, end) {
        if (!succeeded(vps, end, null)) return;
        if (patch.auto !== undefined) vps.auto = patch.auto;
        if (patch.max !== undefined) vps.max = patch.max;
      },
    }),
  };
}

export function deleteSnapshot(which: number): ApiAction {
  return {
    name: `delete snapshot ${which}`,
    prepare(before) {
      const id = pick(before, which);
      return {
        call: { method: 'DELETE', path: `/api/vps/snapshots/${before.taskId}/${id}` },
        settle(vps, end) {
          if (succeeded(vps, end, whyNotDeleted(vps, vps.snapshot(id))))
            vps.remove((snapshot) => snapshot.id === id);
        },
      };
    },
  };
}

export function deleteSnapshots(): ApiAction {
  return {
    name: 'delete all snapshots',
    prepare: ({ taskId }) => ({
      call: { method: 'DELETE', path: `/api/vps/snapshots/${taskId}` },
      settle(vps, end) {
        if (!succeeded(vps, end, null)) return;
        const gone = vps.remove((snapshot) => whyNotDeleted(vps, snapshot) === null);
        expectSame('deleted_count', end.body['deleted_count'], gone.length);
        const kept = vps.snapshots.map(({ id, pinned }) => ({ id, reason: pinned ? 'pinned' : 'in_use' }));
        expectSame('kept', end.body['kept'], kept);
      },
    }),
  };
}

export function deleteVps(fate: 'delete' | 'keep' | null): ApiAction {
  return {
    name: `delete the VPS${fate === null ? '' : `, snapshots: ${fate}`}`,
    prepare: ({ taskId }) => ({
      call: { method: 'DELETE', path: `/api/vps/${taskId}${fate === null ? '' : `?snapshots=${fate}`}` },
      settle(vps, end) {
        const refusal = fate === null && vps.snapshots.length > 0 ? 'snapshots_exist' : null;
        if (!succeeded(vps, end, refusal)) return;
        vps.delete(fate !== 'delete');
        expectSame('snapshots_kept', (end.body['snapshots_kept'] as string[]).length, vps.snapshots.length);
      },
    }),
  };
}

export function create(
  creation: JsonObject,
  wish: { start: boolean; auto?: boolean; max?: number },
): ApiAction {
  const { start: starts, auto, max } = wish;
  const policy = {
    ...(auto !== undefined && { auto_snapshot_on_stop: auto }),
    ...(max !== undefined && { max_snapshots: max }),
  };
  return {
    name: `create ${JSON.stringify({ start: starts, ...policy })}`,
    prepare: ({ taskId }) => ({
      call: {
        method: 'POST',
        path: '/api/vps/create',
        body: { ...creation, task_id: taskId, start: starts, policy },
      },
      settle(vps, end) {
        if (judge(end, vps.exists ? 'task_id_in_use' : null, 201))
          vps.create(`holdfast-${taskId}`, starts ? 'running' : 'stopped', wish);
      },
    }),
  };
}

/** Takes over a container that runs. */
export function adopt(container: string, creation: JsonObject): ApiAction {
  return {
    name: `adopt ${container}`,
    prepare: ({ taskId }) => ({
      call: {
        method: 'POST',
        path: '/api/vps/adopt',
        body: { container, task_id: taskId, runner: creation['runner'] ?? '' },
      },
      settle(vps, end) {
        if (judge(end, vps.exists ? 'task_id_in_use' : null, 201)) vps.create(container, 'running', {});
      },
    }),
  };
}

function settleRestart(vps: VpsModel, end: End, wish: RestartWish): void {
  const plan = planRestart(vps, wish);
  if (!succeeded(vps, end, plan.type === 'refused' ? plan.code : null)) return;
  if (plan.type === 'refused') return;
  const { saved_snapshot: saved } = end.body;
  expectSame('saved_snapshot', (saved as { reason: string } | null)?.reason ?? null, plan.save);
  if (plan.type === 'same container') {
    vps.start();
    return;
  }
  if (vps.isLive) vps.stop();
  if (plan.save !== null) vps.take(idIn(end.body, 'saved_snapshot'), plan.save, UNSAID);
  const from = plan.from ?? vps.snapshots.at(-1);
  expectSame('snapshot_id', end.body['snapshot_id'], from?.id);
  if (from !== undefined) vps.comeBackFrom(from);
  expectSame('rotated_out', end.body['rotated_out'], plan.save === null ? vps.letGo() : vps.rotate());
}

function whyNotDeleted(vps: VpsModel, snapshot: ModelSnapshot | undefined): ErrorCode | null {
  if (snapshot === undefined) return 'snapshot_not_found';
  if (snapshot.pinned) return 'snapshot_pinned';
  return vps.isInUse(snapshot.id) ? 'snapshot_in_use' : null;
}

function plain(verb: string, settle: Prepared['settle']): ApiAction {
  return {
    name: verb,
    prepare: ({ taskId }) => ({ call: { method: 'POST', path: `/api/vps/${verb}/${taskId}` }, settle }),
  };
}

/** Counted from the newest; one that there is not, when there are fewer. */
function pick({ snapshots }: VpsModel, which: number): string {
  return snapshots[snapshots.length - 1 - which]?.id ?? NO_SNAPSHOT;
}

/** Of a call for a VPS that must be there. */
function succeeded(vps: VpsModel, end: End, refusal: ErrorCode | null, status = 200): boolean {
  return judge(end, vps.exists ? refusal : 'vps_not_found', status);
}

/** @throws Error when a call came to another end than it should; else whether it succeeded */
function judge({ status, code, body }: End, refusal: ErrorCode | null, wantedStatus: number): boolean {
  const wanted = refusal === null ? wantedStatus : ERRORS[refusal].status;
  if (code !== refusal || (status !== null && status !== wanted)) {
    throw new Error(
      `came to ${status ?? ''} ${code ?? 'success'}, not to ${wanted} ${refusal ?? 'success'}: ${JSON.stringify(body)}`,
    );
  }
  return refusal === null;
}

function expectSame(what: string, seen: unknown, wanted: unknown): void {
  const [a, b] = [seen, wanted].map((value) => JSON.stringify(Array.isArray(value) ? inOrder(value) : value));
  if (a !== b) throw new Error(`${what} is ${a}, not ${b}`);
}

function inOrder(list: readonly unknown[]): string[] {
  return list.map((each) => JSON.stringify(each)).sort();
}

function idIn(body: JsonObject, member: string): string {
  const id = (body[member] as JsonObject | null | undefined)?.['id'];
  if (typeof id !== 'string') throw new Error(`the answer has no ${member}: ${JSON.stringify(body)}`);
  return id;
}
