import type { Call, End } from './fault-api';
import type { Files } from './files';
import type { Random } from './random';
import type { RunState, Subject } from './slot';

/** Every operation that is tried, as the table of results names it. */
export const KINDS = [
  'create',
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
  'delete snapshot',
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
}

/** What must be true afterwards. A VPS that was deleted has nothing. */
export type Expected =
  { state: RunState; files: Files; /** Null: it may be any. */ head: string | null } | 'gone';

/** About how long each takes by itself, in milliseconds, and in how many steps. */
export const USUAL: Readonly<Record<FaultKind, { ms: number; steps: number }>> = {
  create: { ms: 1500, steps: 5 },
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
  'delete snapshot': { ms: 500, steps: 2 },
  delete: { ms: 1500, steps: 4 },
};

const WEIGHTS: Readonly<Partial<Record<FaultKind, number>>> = {
  'restart auto on': 4,
  'restart auto off': 3,
  restore: 4,
  stop: 2,
  'snapshot live': 3,
};

/** Chooses an operation that is possible for a VPS. */
export function choosePlan(subject: Subject, random: Random): Plan {
  const hasSnapshots = subject.snapshots.size > 0;
  const possible = KINDS.filter((kind) => kind !== 'create')
    .filter((kind) => hasSnapshots || (kind !== 'restore' && kind !== 'delete snapshot'))
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
  const auto = kind === 'restart auto off' ? false : kind === 'restart auto on' || random.chance(0.7);
  return { kind, from, auto, snapshotId, call: callOf(kind, subject.taskId, snapshotId) };
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
    case 'delete snapshot':
      return { ...before, head: snapshotId === head ? null : head };
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
    case 'restart stopped': {
      if (!auto && head !== null)
        return { state: 'running', files: subject.snapshots.get(head) ?? new Map(), head };
      return { state: 'running', files, head: auto ? (restartedFrom(end) ?? head) : head };
    }
  }
}

function takenSnapshot({ result }: End): string | null {
  const snapshot = result?.['snapshot'];
  const isThere = typeof snapshot === 'object' && snapshot !== null && 'id' in snapshot;
  return isThere && typeof snapshot['id'] === 'string' ? snapshot['id'] : null;
}

function restartedFrom({ result }: End): string | null {
  const id = result?.['snapshot_id'];
  return typeof id === 'string' ? id : null;
}

function callOf(kind: FaultKind, taskId: string, snapshotId: string | null): Call {
  const post = (path: string, body = {}): Call => ({ method: 'POST', path, body });
  switch (kind) {
    case 'create':
      throw new Error('a VPS that exists is not created');
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
    case 'restart stopped':
      return post(`/api/vps/restart/${taskId}`);
    case 'restore':
      return post(`/api/vps/snapshots/${taskId}/${snapshotId}/restore`);
    case 'delete snapshot':
      return { method: 'DELETE', path: `/api/vps/snapshots/${taskId}/${snapshotId}` };
    case 'delete':
      return { method: 'DELETE', path: `/api/vps/${taskId}?snapshots=delete` };
  }
}
