import { headOf, type Survey } from './changes';
import { type ContainerFacts, type ContainerSpec, isLive, isUnchangedSince } from './container';
import type { JsonObject } from './json';
import { mergeSpec } from './merge-spec';
import { containerName, isSwapName } from './names';
import type { VpsPolicyOverrides } from './policy';
import { byAge, type Snapshot } from './snapshot';
import { type DesiredState, statusOf, type VpsRecord } from './vps';
import { withEvents } from './vps-events';
import type { VpsNotes } from './vps-notes';

/** Everything that a runner still has of a VPS, without any record of it. */
export interface FoundVps {
  task_id: string;
  survey: Survey;
  /** What Holdfast wrote on the container that carries the VPS; null when there is none, or it was adopted. */
  container: { image: string; created_at: string; spec: ContainerSpec | null } | null;
  /** The configuration on the newest snapshot. */
  snapshot_spec: ContainerSpec | null;
  /** What labels of containers and images cannot hold, since it changes; null when it is lost. */
  notes: VpsNotes | null;
}

/** Who asked for the record to be made again, when, and where the VPS was found. */
export interface Rebuild {
  runner: string;
  actor: string;
  /** RFC 3339. */
  at: string;
}

/**
 * Without the notes nobody knows which snapshots were pinned, or how many a person wanted to keep: none rotates out
 * until somebody says so again.
 */
const POLICY_THAT_LOSES_NOTHING: VpsPolicyOverrides = { max_snapshots: 0 };

/** Makes the record of a VPS again. Null when nothing is left that tells its configuration. */
export function rebuildRecord(found: FoundVps, { runner, actor, at }: Rebuild): VpsRecord | null {
  const { task_id, survey, notes } = found;
  const { container, policy_defaults } = survey;
  const spec = specOf(found);
  if (spec === null) return null;
  const snapshots = survey.snapshots.map((seen) => ({ ...seen, ...notes?.snapshots[seen.id] })).sort(byAge);
  const desired = desiredOf(container, snapshots, notes);
  const record: VpsRecord = {
    task_id,
    runner,
    created_at: notes?.created_at ?? firstSign(found) ?? at,
    created_by: notes?.created_by ?? `rebuilt by ${actor}`,
    image: notes?.image ?? imageOf(found),
    status: statusOf(container, desired),
    desired,
    spec,
    container,
    head: container === null ? lastHead(snapshots, notes) : headOf(container, snapshots),
    snapshots,
    policy: notes?.policy ?? POLICY_THAT_LOSES_NOTHING,
    policy_defaults,
    events: [],
    gave_up: false,
  };
  const detail = `The record was made again from what runner ${runner} has; ${actor} asked for it.`;
  return withEvents(record, [{ at, type: 'rebuilt', detail }]);
}

/** Reads the label that holds a configuration; null when it holds none. */
export function parseSpec(label: string | undefined): ContainerSpec | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(label ?? '');
  } catch {
    return null;
  }
  if (!isObject(parsed)) return null;
  const { name, config, env_names, host_config, networks } = parsed;
  if (typeof name !== 'string' || !Array.isArray(env_names)) return null;
  if (!isObject(config) || !isObject(host_config) || !isObject(networks)) return null;
  return {
    name,
    config,
    env_names: env_names.map(String),
    host_config,
    networks: networks as ContainerSpec['networks'],
  };
}

/** The container's own, completed by what was written down while it ran; else what the newest snapshot says. */
function specOf({ task_id, survey, container: made, snapshot_spec }: FoundVps): ContainerSpec | null {
  const { container, spec, snapshots } = survey;
  if (container === null || spec === null) return snapshot_spec;
  const isOfThisContainer = snapshots.at(-1)?.source.container_id === container.id;
  const known = (isOfThisContainer ? snapshot_spec : null) ?? made?.spec ?? null;
  const merged = mergeSpec(known, spec, isLive(container.state));
  // Nothing tells the name of one that was adopted and then set aside.
  return isSwapName(merged.name) ? { ...merged, name: containerName(task_id) } : merged;
}

/**
 * Docker does not say why a container has ended. A snapshot of its stop is proof that it was asked to; then the notes
 * count; without either it counts as stopped, so that nothing starts that somebody stopped.
 */
function desiredOf(
  container: ContainerFacts | null,
  snapshots: readonly Snapshot[],
  notes: VpsNotes | null,
): DesiredState {
  if (container?.state === 'paused') return 'paused';
  if (container !== null && isLive(container.state)) return 'running';
  const wasAskedTo = snapshots.some(
    ({ reason, source }) => reason === 'stop' && container !== null && isUnchangedSince(container, source),
  );
  return wasAskedTo ? 'stopped' : (notes?.desired ?? 'stopped');
}

/** Of a VPS whose container is gone. */
function lastHead(snapshots: readonly Snapshot[], notes: VpsNotes | null): string | null {
  const noted = snapshots.find(({ id }) => id === notes?.head);
  return (noted ?? snapshots.filter(({ reason }) => reason !== 'safety').at(-1))?.id ?? null;
}

function firstSign({ survey, container }: FoundVps): string | undefined {
  const signs = [container?.created_at ?? '', ...survey.snapshots.map(({ created_at }) => created_at)];
  return signs.filter((sign) => sign !== '').sort()[0];
}

/** The image that the VPS was first created from is known as long as nothing has replaced its first container. */
function imageOf({ survey, container }: FoundVps): string {
  return container?.image ?? survey.container?.image_id ?? survey.snapshots[0]?.tag ?? '';
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
