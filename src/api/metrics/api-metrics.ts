import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds. A call may wait for its operation, a minute by default. */
const REQUEST_BUCKETS = [0.005, 0.02, 0.1, 0.5, 1, 5, 15, 60, 300];

/** Every metric of the API. Times are in seconds, sizes in bytes. */
export class ApiMetrics {
  readonly registry = new Registry();

  readonly requests = new Histogram({
    name: 'holdfast_http_request_duration_seconds',
    help: 'How long requests took, event streams not counted.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers: [this.registry],
  });
  readonly temporalReachable = this.gauge(
    'temporal_reachable',
    'Whether Temporal answers: then the fleet is known.',
  );
  readonly vps = this.gauge('vps', 'VPSs by runner and status.', 'runner', 'status');
  readonly queued = this.gauge('operations_queued', 'Operations that wait for their turn.', 'runner');
  readonly running = this.gauge('operations_running', 'Operations that are under way.', 'runner');
  readonly snapshots = this.gauge('snapshots', 'Snapshots.', 'runner');
  readonly snapshotBytes = this.gauge('snapshot_bytes', 'What the snapshots added by themselves.', 'runner');
  readonly newestSnapshotAge = this.gauge(
    'vps_newest_snapshot_age_seconds',
    'The age of the newest snapshot of a VPS that has any.',
    'vps',
    'runner',
  );
  readonly runnerAlive = this.gauge('runner_alive', 'Whether the runner lives.', 'runner');
  readonly heartbeatAge = this.gauge(
    'runner_heartbeat_age_seconds',
    'How long ago the runner was last heard of.',
    'runner',
  );
  readonly diskFree = this.gauge(
    'disk_free_bytes',
    "What is free on the filesystem of Docker's data.",
    'runner',
  );
  readonly diskSize = this.gauge('disk_size_bytes', "The size of the filesystem of Docker's data.", 'runner');

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  private gauge<Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name: `holdfast_${name}`, help, labelNames, registers: [this.registry] });
  }
}
