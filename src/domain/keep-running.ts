import type { ContainerFacts } from './container';
import type { JsonObject } from './json';
import type { VpsRecord } from './vps';

/** So often is a VPS started again before Holdfast gives up. */
const MOST_REVIVALS = 5;
const FIRST_PAUSE_SECONDS = 2;
/** A VPS that stayed up for so long has been started with success. */
const STAYED_UP_MS = 60_000;

export type Revival =
  | { type: 'none' }
  /** Start it, after a pause that grows with each attempt. */
  | { type: 'start'; pause_seconds: number }
  | { type: 'give_up' };

/**
 * What to do about a VPS that should run and does not: the engine was killed, say, which leaves `unless-stopped`
 * containers down. A restart policy that says otherwise is a person's wish and is heeded.
 */
export function planRevival(record: VpsRecord, attempts: number): Revival {
  if (record.status !== 'crashed' || !restartsAlways(record)) return { type: 'none' };
  if (attempts >= MOST_REVIVALS) return { type: 'give_up' };
  return { type: 'start', pause_seconds: attempts === 0 ? 0 : FIRST_PAUSE_SECONDS * 2 ** (attempts - 1) };
}

function restartsAlways({ spec }: VpsRecord): boolean {
  const policy = spec?.host_config['RestartPolicy'] as JsonObject | null | undefined;
  return policy?.['Name'] === 'always' || policy?.['Name'] === 'unless-stopped';
}

/** Whether the last run of a container that ended was a long one, so that what came before it is forgotten. */
export function stayedUp({ started_at, finished_at }: ContainerFacts): boolean {
  return Date.parse(finished_at) - Date.parse(started_at) >= STAYED_UP_MS;
}
