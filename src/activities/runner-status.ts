import { cpus, totalmem } from 'node:os';
import type { Engine, EngineConnection } from '../docker/engine';
import { LABELS, SNAPSHOT_REPOSITORY_PREFIX } from '../domain/names';

/** How a runner's machine is, as the runner itself says. */
export interface RunnerStatus {
  /** The engine; null when it does not answer. */
  docker: { version: string; api_version: string } | null;
  disk: {
    /** Null when the runner cannot see the filesystem of Docker's data. */
    free_bytes: number | null;
    /** Of the whole filesystem; absent from a runner of an older version. */
    size_bytes?: number | null;
    /** What stays free whatever is asked. */
    reserve_bytes: number;
  };
  /** Containers of VPSs, running or not. */
  vps_containers: number | null;
  snapshot_count: number | null;
  /** What the snapshots added by themselves; layers that they share are not counted. */
  snapshot_bytes: number | null;
  cpus: number;
  memory_bytes: number;
}

export interface RunnerStatusDeps {
  engine: Engine;
  /** `HOLDFAST_DISK_RESERVE_MB`, in bytes. */
  diskReserveBytes: number;
}

/**
 * The answer to the short question "are you there, and how full is the disk". It is asked without a workflow, and it
 * never fails: an engine that does not answer is part of the answer.
 */
export function createRunnerStatus({ engine, diskReserveBytes }: RunnerStatusDeps) {
  const machine = { cpus: cpus().length, memory_bytes: totalmem() };
  return async function runnerStatus(): Promise<RunnerStatus> {
    try {
      return { ...machine, ...(await readEngine(await engine.connect(), diskReserveBytes)) };
    } catch {
      return {
        ...machine,
        docker: null,
        disk: { free_bytes: null, size_bytes: null, reserve_bytes: diskReserveBytes },
        vps_containers: null,
        snapshot_count: null,
        snapshot_bytes: null,
      };
    }
  };
}

async function readEngine(
  { version, api, containers, images, freeBytes, sizeBytes }: EngineConnection,
  reserve_bytes: number,
): Promise<Omit<RunnerStatus, 'cpus' | 'memory_bytes'>> {
  const [free_bytes, size_bytes, ofVpss, snapshots] = await Promise.all([
    freeBytes(),
    sizeBytes(),
    containers.list([LABELS.taskId]),
    images.list({ reference: [`${SNAPSHOT_REPOSITORY_PREFIX}*`], label: [LABELS.snapshotId] }),
  ]);
  const sizes = await Promise.all(snapshots.map(({ Id }) => images.sizesOf(Id)));
  return {
    docker: { version, api_version: `${api.major}.${api.minor}` },
    disk: { free_bytes, size_bytes, reserve_bytes },
    vps_containers: ofVpss.length,
    snapshot_count: snapshots.length,
    snapshot_bytes: sizes.reduce((sum, size) => sum + (size?.unique_size ?? 0), 0),
  };
}
