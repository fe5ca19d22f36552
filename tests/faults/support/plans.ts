import type { Call, End } from './fault-api';
import type { Files } from './files';
import type { Random } from './random';
import type { RunState, Subject } from './slot';

/** Every operation that is tried, as the table of results names it. */
export const KINDS = [
  'create',
  'adopt',
  'snapshot live',
  'snapshot stopped',
  'snapshot paused',
  'stop',
  'start',
  'restart auto on',
  'restart auto off',
  'restart stopped',
  'restore',
  'pause',
  'resume',
  'restart cancelled',
  'patch',
  'delete snapshot',
  'delete snapshots',
  'delete',
] as const;
export type FaultKind = (typeof KINDS)[number];

/** One operation on one VPS: what it starts from and what is asked. */
export interface Plan {
  kind: FaultKind;
  from: RunState;
  /** The policy's `auto_snapshot_on_stop`. */
  auto: boolean;
  /** The snapshot that is restored or deleted. */
  snapshotId: string | null;
  call: Call;
  /** The operation is cancelled so long after it was accepted, in milliseconds; null: it is not. */
  cancelAfterMs: number | null;
}

/** What must be true afterwards. A VPS that was deleted has nothing. */
export type Expected =
  { state: RunState; files: Files; /** Null: it may be any. */ head: string | null } | 'gone';

/** About how long each takes by itself, in milliseconds, and in how many steps. */
export const USUAL: Readonly<Record<FaultKind, { ms: number; steps: number }>> = {
  create: { ms: 1500, steps: 5 },
  adopt: { ms: 300, steps: 1 },
  'snapshot live': { ms: 900, steps: 3 },
  'snapshot stopped': { ms: 800, steps: 3 },
  'snapshot paused': { ms: 800, steps: 3 },
  stop: { ms: 1500, steps: 4 },
  start: { ms: 1200, steps: 3 },
  'restart auto on': { ms: 3500, steps: 9 },
  'restart auto off': { ms: 3500, steps: 8 },
  'restart stopped': { ms: 3000, steps: 7 },
  restore: { ms: 3500, steps: 8 },
  pause: { ms: 500, steps: 2 },
  resume: { ms: 500, steps: 2 },
  'restart cancelled': { ms: 3000, steps: 7 },
  patch: { ms: 200, steps: 1 },
  'delete snapshot': { ms: 500, steps: 2 },
  'delete snapshots': { ms: 700, steps: 2 },
  delete: { ms: 1500, steps: 4 },
};

const WEIGHTS: Readonly<Partial<Record<FaultKind, number>>> = {
  'restart auto on': 4,
  'restart auto off': 3,
  'restart cancelled': 2,
  restore: 3,
  stop: 2,
  delete: 2,
  'snapshot live': 3,
};

const SNAPSHOT_KINDS: readonly FaultKind[] = ['restore', 'delete snapshot', 'delete snapshots'];
const AUTO: Readonly<Partial<Record<FaultKind, boolean>>> = {
  'restart auto off': false,
  'restart auto on': true,
  'restart cancelled': true,
};

/** Chooses an operation that is possible for a VPS. */
export function choosePlan(subject: Subject, random: Random): Plan {
  const hasSnapshots = subject.snapshots.size > 0;
  const possible = KINDS.filter((kind) => kind !== 'create' && kind !== 'adopt')
    .filter((kind) => hasSnapshots || !SNAPSHOT_KINDS.includes(kind))
    .flatMap((kind) => Array.from({ length: WEIGHTS[kind] ?? 1 }, () => kind));
  const kind = random.pick(possible);
  const snapshotId =
    kind === 'restore' || kind === 'delete snapshot' ? random.pick([...subject.snapshots.keys()]) : null;
  const from: RunState =
    kind === 'start' || kind === 'snapshot stopped' || kind === 'restart stopped'
      ? 'stopped'
      : kind === 'resume' || kind === 'snapshot paused'
        ? 'paused'
        : 'running';
  const auto = AUTO[kind] ?? random.chance(0.7);
  const cancelAfterMs = kind === 'restart cancelled' ? random.below(USUAL[kind].ms) : null;
  return { kind, from, auto, snapshotId, call: callOf(kind, subject.taskId, snapshotId), cancelAfterMs };
}

/** What an operation that ended this way must have left. One that did not succeed has changed nothing. */
export function expectedAfter(subject: Subject, { kind, auto, snapshotId }: Plan, end: End): Expected {
  const { files, state, head } = subject;
  const before = { files, state, head };
  // A snapshot that a failed restart has taken is a good one, and the head.
  if (end.status !== 'succeeded') return { ...before, head: null };
  const taken = takenSnapshot(end);
  switch (kind) {
    case 'create':
    case 'adopt':
    case 'patch':
    case 'delete snapshot':
      return { ...before, head: snapshotId === head ? null : head };
    case 'delete snapshots':
      return { ...before, head: null };
    case 'delete':
      return 'gone';
    case 'start':
    case 'resume':
      return { ...before, state: 'running' };
    case 'pause':
      return { ...before, state: 'paused' };
    case 'stop':
      return { ...before, state: 'stopped', head: taken ?? head };
    case 'snapshot live':
    case 'snapshot stopped':
    case 'snapshot paused':
      return { ...before, head: taken ?? head };
    case 'restore':
      return {
        state: 'running',
        files: subject.snapshots.get(snapshotId ?? '') ?? new Map(),
        head: snapshotId,
      };
    case 'restart auto on':
    case 'restart auto off':
    case 'restart cancelled':
    case 'restart stopped': {
      if (!auto && head !== null)
        return { state: 'running', files: subject.snapshots.get(head) ?? new Map(), head };
      return { state: 'running', files, head: auto ? (restartedFrom(end) ?? head) : head };
    }
  }
}

/** The id of the snapshot that an operation took. */
export function takenSnapshot({ result }: End): string | null {
  const snapshot = result?.['snapshot'];
  const isThere = typeof snapshot === 'object' && snapshot !== null && 'id' in snapshot;
  return isThere && typeof snapshot['id'] === 'string' ? snapshot['id'] : null;
}

/** The id of the snapshot that a VPS was brought back from. */
export function restartedFrom({ result }: End): string | null {
  const id = result?.['snapshot_id'];
  return typeof id === 'string' ? id : null;
}

function callOf(kind: FaultKind, taskId: string, snapshotId: string | null): Call {
  const post = (path: string, body = {}): Call => ({ method: 'POST', path, body });
  switch (kind) {
    case 'create':
    case 'adopt':
      throw new Error('a VPS that exists is not created');
    case 'patch':
      return { method: 'PATCH', path: `/api/vps/${taskId}`, body: { max_snapshots: 4 } };
    case 'snapshot live':
    case 'snapshot stopped':
    case 'snapshot paused':
      return post(`/api/vps/snapshots/${taskId}`);
    case 'stop':
      return post(`/api/vps/stop/${taskId}`);
    case 'start':
      return post(`/api/vps/start/${taskId}`);
    case 'pause':
      return post(`/api/vps/pause/${taskId}`);
    case 'resume':
      return post(`/api/vps/resume/${taskId}`);
    case 'restart auto on':
    case 'restart auto off':
    case 'restart cancelled':
    case 'restart stopped':
      return post(`/api/vps/restart/${taskId}`);
    case 'restore':
      return post(`/api/vps/snapshots/${taskId}/${snapshotId}/restore`);
    case 'delete snapshot':
      return { method: 'DELETE', path: `/api/vps/snapshots/${taskId}/${snapshotId}` };
    case 'delete snapshots':
      return { method: 'DELETE', path: `/api/vps/snapshots/${taskId}` };
    case 'delete':
      return { method: 'DELETE', path: `/api/vps/${taskId}?snapshots=delete` };
  }
}
