import type { Context } from '@temporalio/activity';
import type { Json } from '../domain/json';
import type { VpsPolicy } from '../domain/policy';
import type { EngineConnection } from '../docker/engine';
import type { PortRange } from '../docker/port-allocation';
import type { Logger } from '../platform/log';
import type { Settings } from '../platform/settings';
import type { Phases } from './phases';

/** The settings that a runner's steps follow, in the units that they use. */
export interface RunnerSettings {
  policyDefaults: VpsPolicy;
  sharedDir: string | undefined;
  bindDirs: string[];
  publishIp: string;
  portRange: PortRange;
  verifyGraceMs: number;
  verifyTimeoutMs: number;
  diskReserveBytes: number;
  flattenLayers: number;
}

/** What each step has at hand. */
export interface Runner {
  docker: EngineConnection;
  settings: RunnerSettings;
  /** Opens a sealed environment: a JSON array of `NAME=value` lines. */
  unseal: (sealed: string) => string;
  log: Logger;
  activity: Context;
  /** How often this step has failed already for another reason than that the engine did not answer. */
  failures: number;
  /** Keeps something for the next attempt, should this one be cut off. */
  remember(details: Json): void;
  /** What an earlier attempt has kept; undefined when there is nothing. */
  remembered: unknown;
  /** For a step that does several things in a row. */
  phases: Phases;
  /** Says how many bytes are done, and of how many if that is known. Costs nothing: the next heartbeat carries it. */
  progress: (done: number, total: number | null) => void;
}

/** The settings that concern the steps, by the names that a person knows them by. */
export type StepSettings = Pick<
  Settings,
  | 'AUTO_SNAPSHOT_ON_STOP'
  | 'MAX_SNAPSHOTS_PER_VPS'
  | 'HOLDFAST_MAX_SNAPSHOT_MB'
  | 'SHARED_DIR'
  | 'HOLDFAST_BIND_DIRS'
  | 'HOLDFAST_PUBLISH_IP'
  | 'HOLDFAST_PORT_RANGE'
  | 'HOLDFAST_VERIFY_GRACE_MS'
  | 'HOLDFAST_VERIFY_TIMEOUT_MS'
  | 'HOLDFAST_DISK_RESERVE_MB'
  | 'HOLDFAST_FLATTEN_LAYERS'
>;

const BYTES_PER_MB = 1024 * 1024;

export function runnerSettings(settings: StepSettings): RunnerSettings {
  return {
    policyDefaults: {
      auto_snapshot_on_stop: settings.AUTO_SNAPSHOT_ON_STOP,
      max_snapshots: settings.MAX_SNAPSHOTS_PER_VPS,
      max_snapshot_bytes: settings.HOLDFAST_MAX_SNAPSHOT_MB * BYTES_PER_MB,
    },
    sharedDir: settings.SHARED_DIR,
    bindDirs: settings.HOLDFAST_BIND_DIRS,
    publishIp: settings.HOLDFAST_PUBLISH_IP,
    portRange: settings.HOLDFAST_PORT_RANGE,
    verifyGraceMs: settings.HOLDFAST_VERIFY_GRACE_MS,
    verifyTimeoutMs: settings.HOLDFAST_VERIFY_TIMEOUT_MS,
    diskReserveBytes: settings.HOLDFAST_DISK_RESERVE_MB * BYTES_PER_MB,
    flattenLayers: settings.HOLDFAST_FLATTEN_LAYERS,
  };
}
