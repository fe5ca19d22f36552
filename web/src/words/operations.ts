import type { Operation, OperationKind } from '../api/types';
import { count, formatBytes, formatDuration } from '../format';

interface KindWords {
  /** What a person asks for. */
  title: string;
  /** While it happens. */
  doing: string;
  done: string;
}

export const KIND_WORDS: Record<OperationKind, KindWords> = {
  create: { title: 'Create', doing: 'Creating', done: 'VPS created' },
  adopt: { title: 'Adopt', doing: 'Adopting', done: 'Container adopted' },
  start: { title: 'Start', doing: 'Starting', done: 'VPS started' },
  stop: { title: 'Stop', doing: 'Stopping', done: 'VPS stopped' },
  pause: { title: 'Pause', doing: 'Pausing', done: 'VPS paused' },
  resume: { title: 'Resume', doing: 'Resuming', done: 'VPS resumed' },
  restart: { title: 'Restart', doing: 'Restarting', done: 'VPS restarted' },
  restore: { title: 'Restore', doing: 'Restoring', done: 'Snapshot restored' },
  snapshot: { title: 'Snapshot', doing: 'Taking a snapshot', done: 'Snapshot taken' },
  delete_snapshot: { title: 'Delete snapshot', doing: 'Deleting a snapshot', done: 'Snapshot deleted' },
  delete_snapshots: { title: 'Delete snapshots', doing: 'Deleting snapshots', done: 'Snapshots deleted' },
  delete: { title: 'Delete', doing: 'Deleting', done: 'VPS deleted' },
};

/** What came of an operation that succeeded, in one sentence. */
export function sayResult({ kind, duration_ms, result }: Operation): string {
  const took = duration_ms === null ? '' : ` in ${formatDuration(duration_ms)}`;
  const first = `${KIND_WORDS[kind].done}${took}`;
  return [first, ...details(kind, result ?? {})].join(', ') + '.';
}

function details(kind: OperationKind, result: NonNullable<Operation['result']>): string[] {
  const snapshot = briefOf(result['snapshot']);
  const saved = briefOf(result['saved_snapshot']);
  const rotated = Array.isArray(result['rotated_out']) ? result['rotated_out'].length : 0;
  const parts: string[] = [];
  if (kind === 'snapshot' && snapshot) parts.push(`${formatBytes(snapshot.unique_size)} of its own`);
  if (kind === 'stop' && snapshot) parts.push(`with a snapshot of ${formatBytes(snapshot.unique_size)}`);
  if (saved) parts.push(`what was there before is saved in a snapshot of ${formatBytes(saved.unique_size)}`);
  if (rotated > 0) parts.push(`${count(rotated, 'old snapshot')} rotated out`);
  if (kind === 'delete_snapshots' && typeof result['deleted_count'] === 'number') {
    parts.push(`${count(result['deleted_count'], 'snapshot')} gone`);
  }
  return parts;
}

interface Brief {
  id: string;
  reason: string;
  unique_size: number;
}

/** A snapshot as a result tells of it. */
export function briefOf(value: unknown): Brief | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, reason, unique_size } = value as Partial<Brief>;
  if (typeof id !== 'string' || typeof unique_size !== 'number') return null;
  return { id, reason: reason ?? '', unique_size };
}
