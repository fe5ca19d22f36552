import { isLive } from './container';
import type { VpsRecord } from './vps';

/** Things that happened to a VPS without an operation of ours. */
export const VPS_EVENTS = [
  'died',
  'out_of_memory',
  'removed',
  'replaced',
  'renamed',
  'started',
  'paused',
  'resumed',
  'snapshot_removed',
  'snapshot_found',
  'started_again',
  'gave_up',
  'rebuilt',
  'terminal_opened',
] as const;
export type VpsEventType = (typeof VPS_EVENTS)[number];

export interface VpsEvent {
  /** RFC 3339. */
  at: string;
  type: VpsEventType;
  detail: string;
}

/** So many events are kept in a VPS's record, the last ones. */
const KEPT_EVENTS = 30;
/** Of those, terminals: somebody who opens many does not push out what else has happened. */
const KEPT_TERMINALS = 5;

export function withEvents(record: VpsRecord, events: readonly VpsEvent[]): VpsRecord {
  if (events.length === 0) return record;
  const all = [...record.events, ...events];
  const terminals = all.filter(isTerminal).slice(-KEPT_TERMINALS);
  const kept = all.filter((event) => !isTerminal(event) || terminals.includes(event));
  return { ...record, events: kept.slice(-KEPT_EVENTS) };
}

function isTerminal({ type }: VpsEvent): boolean {
  return type === 'terminal_opened';
}

/** What must have happened between two looks at Docker, in words. */
export function eventsBetween(before: VpsRecord, after: VpsRecord, at: string): VpsEvent[] {
  const event = (type: VpsEventType, detail: string): VpsEvent => ({ at, type, detail });
  return [...containerEvents(before, after, event), ...snapshotEvents(before, after, event)];
}

type MakeEvent = (type: VpsEventType, detail: string) => VpsEvent;

function containerEvents(before: VpsRecord, after: VpsRecord, event: MakeEvent): VpsEvent[] {
  const [old, now] = [before.container, after.container];
  if (old === null && now === null) return [];
  if (now === null) return [event('removed', `The container ${old?.name ?? ''} is gone.`)];
  if (old === null || old.id !== now.id) {
    return [event('replaced', `The container is another one now: ${now.id.slice(0, 12)}.`)];
  }
  const renamed = old.name === now.name ? [] : [event('renamed', `The container is called ${now.name} now.`)];
  if (old.state === now.state && old.started_at === now.started_at) return renamed;
  if (!isLive(now.state)) {
    if (!isLive(old.state)) return renamed;
    if (now.oom_killed)
      return [...renamed, event('out_of_memory', 'The VPS ran out of memory and was killed.')];
    return [...renamed, event('died', `The VPS ended with exit code ${now.exit_code}.`)];
  }
  if (now.state === 'paused') return [...renamed, event('paused', 'The VPS was paused by hand.')];
  if (old.state === 'paused') return [...renamed, event('resumed', 'The VPS was resumed by hand.')];
  return [...renamed, event('started', 'The VPS was started by hand, or by Docker.')];
}

function snapshotEvents(before: VpsRecord, after: VpsRecord, event: MakeEvent): VpsEvent[] {
  const [old, now] = [before, after].map(({ snapshots }) => new Set(snapshots.map(({ id }) => id)));
  const gone = [...(old ?? [])].filter((id) => !now?.has(id));
  const found = [...(now ?? [])].filter((id) => !old?.has(id));
  return [
    ...gone.map((id) => event('snapshot_removed', `The image of snapshot ${id} is gone.`)),
    ...found.map((id) => event('snapshot_found', `Snapshot ${id} was found on the runner.`)),
  ];
}
