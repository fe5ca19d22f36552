import type { Gauge } from 'prom-client';
import { newestSnapshot } from '../views/snapshot-view';
import type { ApiMetrics } from './api-metrics';
import type { Fleet } from './read-fleet';

/** Sets the gauges of the fleet anew, all at once. What is not known has no series: an alert may ask for that. */
export function showFleet(
  metrics: ApiMetrics,
  fleet: Fleet | undefined,
  perVps: boolean,
  now = Date.now(),
): void {
  const { vps, queued, running, snapshots, snapshotBytes, newestSnapshotAge } = metrics;
  const { runnerAlive, heartbeatAge, diskFree, diskSize } = metrics;
  for (const gauge of [vps, queued, running, snapshots, snapshotBytes, newestSnapshotAge]) gauge.reset();
  for (const gauge of [runnerAlive, heartbeatAge, diskFree, diskSize]) gauge.reset();
  metrics.temporalReachable.set(fleet === undefined ? 0 : 1);
  if (fleet === undefined) return;

  for (const { name: runner, alive, last_seen, disk } of fleet.runners) {
    runnerAlive.set({ runner }, alive ? 1 : 0);
    if (last_seen !== null) heartbeatAge.set({ runner }, Math.max(0, now - Date.parse(last_seen)) / 1000);
    setIfKnown(diskFree, runner, disk?.free_bytes);
    setIfKnown(diskSize, runner, disk?.size_bytes);
    // A runner without VPSs has none of these, which is not the same as not to be known.
    for (const gauge of [queued, running, snapshots, snapshotBytes]) gauge.set({ runner }, 0);
  }
  for (const { record, current, queue } of fleet.vps) {
    const { runner, status, task_id } = record;
    vps.inc({ runner, status });
    queued.inc({ runner }, queue.length);
    running.inc({ runner }, current === null ? 0 : 1);
    snapshots.inc({ runner }, record.snapshots.length);
    snapshotBytes.inc(
      { runner },
      record.snapshots.reduce((sum, { unique_size }) => sum + unique_size, 0),
    );
    const newest = newestSnapshot(record);
    if (perVps && newest !== undefined) {
      const age = Math.max(0, now - Date.parse(newest.created_at)) / 1000;
      newestSnapshotAge.set({ vps: task_id, runner }, age);
    }
  }
}

function setIfKnown(gauge: Gauge<'runner'>, runner: string, value: number | null | undefined): void {
  if (typeof value === 'number') gauge.set({ runner }, value);
}
