import type { JsonObject } from './json';

export const CONTAINER_STATES = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
] as const;
export type ContainerState = (typeof CONTAINER_STATES)[number];

/** A port of the VPS that is reachable on the runner. */
export interface PortEndpoint {
  container_port: number;
  protocol: string;
  host_ip: string;
  host_port: number;
}

/** What a snapshot cannot hold: a path of the VPS whose bytes live outside its filesystem. */
export interface UncapturedPath {
  path: string;
  type: string;
  source: string;
}

/**
 * What is needed to create a VPS's container again, in the shapes of Docker's own create call. It is passed
 * through whole, so that a setting that Holdfast does not know survives a restart too.
 *
 * The values of environment variables are left out on purpose: they may be secrets, and this travels through
 * workflow histories, memos and labels. The container and its images hold them.
 */
export interface ContainerSpec {
  /** The container's name: `holdfast-<task_id>`, or the name that an adopted container came with. */
  name: string;
  /** Docker's `Config` less Image, Env and the labels that are Holdfast's own. */
  config: JsonObject;
  env_names: string[];
  /** Docker's `HostConfig`, whole. */
  host_config: JsonObject;
  /** Docker's `EndpointSettings` by network name, less what Docker assigns itself. */
  networks: { [network: string]: JsonObject };
}

/** One container as Docker showed it at one moment. */
export interface ContainerFacts {
  id: string;
  name: string;
  /** The task_id that the container is labelled with; null for one that Holdfast did not create. */
  managed_as: string | null;
  image_id: string;
  /** The snapshot that the container was created from; null when it was created from another image. */
  created_from: string | null;
  state: ContainerState;
  exit_code: number;
  oom_killed: boolean;
  /** RFC 3339 as Docker gives it; a container that never ran has `0001-01-01T00:00:00Z`. */
  started_at: string;
  finished_at: string;
  /** Apparent bytes of the writable layer; null when they were not asked for. */
  writable_bytes: number | null;
  /** Layers of the image that the container stands on. */
  layers: number;
  endpoints: PortEndpoint[];
  /** Address by network name; empty while the container does not run. */
  addresses: { [network: string]: string };
  not_captured: UncapturedPath[];
}

/**
 * Tells one state of a container's files from a later one, so that what a snapshot already holds need not be
 * saved twice. No clock is compared with another.
 *
 * Not guaranteed: a `docker cp` into the stopped container that changes no size is not seen.
 */
export interface FilesystemMark {
  container_id: string;
  started_at: string;
  finished_at: string;
  writable_bytes: number | null;
}

export function isLive(state: ContainerState): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

/** The state that somebody who wants a container as it is would ask for. */
export function stateToKeep({ state }: ContainerFacts): 'running' | 'paused' | 'stopped' {
  if (state === 'paused') return 'paused';
  return isLive(state) ? 'running' : 'stopped';
}

/**
 * The same of a container that was asked for at `askedAt` and is looked at now: one that has ended in between ran when it
 * was asked for, and its engine, say, was killed. A clock that differs between API and runner by more than this took can
 * make a container that a person stopped just before count as one that should run.
 *
 * @param askedAt RFC 3339
 */
export function stateToTakeOver(container: ContainerFacts, askedAt: string): ReturnType<typeof stateToKeep> {
  const hasEndedSince = Date.parse(container.finished_at) > Date.parse(askedAt);
  const state = stateToKeep(container);
  return state === 'stopped' && hasEndedSince ? 'running' : state;
}

export function markOf(facts: ContainerFacts): FilesystemMark {
  return {
    container_id: facts.id,
    started_at: facts.started_at,
    finished_at: facts.finished_at,
    writable_bytes: facts.writable_bytes,
  };
}

/** Whether a stopped container's files are still those that `mark` was made of. */
export function isUnchangedSince(facts: ContainerFacts, mark: FilesystemMark): boolean {
  return (
    !isLive(facts.state) &&
    facts.id === mark.container_id &&
    facts.started_at === mark.started_at &&
    facts.finished_at === mark.finished_at &&
    facts.writable_bytes !== null &&
    facts.writable_bytes === mark.writable_bytes
  );
}
