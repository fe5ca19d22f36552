import { randomUUID } from 'node:crypto';
import { defaultPayloadConverter, type RawWorkflowExecutionInfo } from '@temporalio/client';
import type { RunnerStatus } from '../../activities/runner-status';
import { HOST_TASK_QUEUE, parseRunnerTaskQueue, runnerTaskQueue } from '../../domain/names';
import { listPage } from './list-page';
import { quickly, type TemporalDeps } from './quickly';
import { vpsQuery } from './read-vps';
import { millisOf } from './timestamps';

/** Workers tell of themselves every five seconds; one that has missed three times counts as silent. */
const SILENT_AFTER_MS = 15_000;
const SIGHTINGS_FRESH_MS = 1000;
const STATUS_FRESH_MS = 5000;
const STATUS_START_MS = 2000;
const STATUS_DEADLINE_MS = 10_000;
const WORKER_PAGE = 500;
const RUNNING = 1;

/** When a runner was last heard of. */
export interface RunnerSighting {
  name: string;
  alive: boolean;
  /** Milliseconds since 1970; null when it was never heard of, only named by a VPS. */
  last_seen: number | null;
}

interface Worker {
  queue: string;
  last_seen: number;
  is_running: boolean;
}

/**
 * What is known of the machines behind the task queues. Judged by the age of a worker's last heartbeat: its status
 * stays "running" when it is killed. Silent runners are remembered for as long as this process lives.
 */
export class RunnerDirectory {
  /** By runner: milliseconds since 1970. */
  private readonly lastSeen = new Map<string, number>();
  private readonly statuses = new Map<string, { at: number; status: Promise<RunnerStatus | null> }>();
  private workers: { at: number; list: Promise<Worker[]> } | undefined;

  constructor(private readonly deps: TemporalDeps) {}

  async hostIsAlive(): Promise<boolean> {
    const workers = await this.listWorkers();
    return workers.some((worker) => worker.queue === HOST_TASK_QUEUE && isAlive(worker));
  }

  /** Every runner that has been heard of. */
  async sightings(): Promise<RunnerSighting[]> {
    const workers = await this.listWorkers();
    for (const { queue, last_seen } of workers) {
      const name = parseRunnerTaskQueue(queue);
      if (name !== undefined) this.lastSeen.set(name, Math.max(this.lastSeen.get(name) ?? 0, last_seen));
    }
    const living = new Set(workers.filter(isAlive).map(({ queue }) => parseRunnerTaskQueue(queue)));
    return [...this.lastSeen].map(([name, last_seen]) => ({ name, last_seen, alive: living.has(name) }));
  }

  /** Undefined when nobody has heard of it. */
  async sighting(name: string): Promise<RunnerSighting | undefined> {
    return (await this.sightings()).find((runner) => runner.name === name);
  }

  /** Every runner that has been heard of or that a VPS is on, with how many VPSs it has. */
  async fleet(): Promise<(RunnerSighting & { vps_count: number })[]> {
    const sightings = await this.sightings();
    const names = sightings.map(({ name }) => name);
    const [total, ...counts] = await Promise.all([
      this.countVpss(),
      ...names.map((runner) => this.countVpss(runner)),
    ]);
    const counted = new Map(names.map((name, index) => [name, counts[index] ?? 0]));
    const isComplete = total === counts.reduce((sum, count) => sum + count, 0);
    const vpsCounts = isComplete ? counted : await this.countByRunner();
    const unheard = [...vpsCounts.keys()].filter((name) => !names.includes(name));
    return [...sightings, ...unheard.map((name) => ({ name, alive: false, last_seen: null }))].map(
      (runner) => ({
        ...runner,
        vps_count: vpsCounts.get(runner.name) ?? 0,
      }),
    );
  }

  /** What the runner says of its machine; null when it does not answer at once. A few seconds old at most. */
  async status(runner: string): Promise<RunnerStatus | null> {
    const known = this.statuses.get(runner);
    if (known !== undefined && Date.now() - known.at < STATUS_FRESH_MS) return known.status;
    const status = this.askForStatus(runner).catch(() => null);
    this.statuses.set(runner, { at: Date.now(), status });
    return status;
  }

  /** A short question is a standalone activity: no workflow stands behind it. */
  private askForStatus(runner: string): Promise<RunnerStatus> {
    return quickly(
      this.deps,
      () =>
        this.deps.client.activity.execute<RunnerStatus>('runnerStatus', {
          id: `runner-status:${runner}:${randomUUID()}`,
          taskQueue: runnerTaskQueue(runner),
          scheduleToStartTimeout: STATUS_START_MS,
          startToCloseTimeout: STATUS_DEADLINE_MS,
          retry: { maximumAttempts: 1 },
          summary: `How is runner ${runner}?`,
        }),
      STATUS_DEADLINE_MS,
    );
  }

  private listWorkers(): Promise<Worker[]> {
    if (this.workers === undefined || Date.now() - this.workers.at > SIGHTINGS_FRESH_MS) {
      const list = this.askForWorkers();
      this.workers = { at: Date.now(), list };
      list.catch(() => (this.workers = undefined));
    }
    return this.workers.list;
  }

  private async askForWorkers(): Promise<Worker[]> {
    const found: Worker[] = [];
    let nextPageToken = new Uint8Array();
    do {
      const page = await quickly(this.deps, () =>
        this.deps.client.workflowService.listWorkers({
          namespace: this.deps.namespace,
          pageSize: WORKER_PAGE,
          nextPageToken,
        }),
      );
      for (const { workerHeartbeat: beat } of page.workersInfo) {
        const last_seen = millisOf(beat?.heartbeatTime) ?? 0;
        found.push({ queue: beat?.taskQueue ?? '', last_seen, is_running: beat?.status === RUNNING });
      }
      nextPageToken = Uint8Array.from(page.nextPageToken);
    } while (nextPageToken.length > 0);
    return found;
  }

  private async countVpss(runner?: string): Promise<number> {
    const { count } = await quickly(this.deps, () => this.deps.client.workflow.count(vpsQuery({ runner })));
    return count;
  }

  /** The slow way, for when VPSs are on runners that nobody has heard of since the API started. */
  private async countByRunner(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    let next: string | undefined;
    do {
      const page = await listPage(this.deps, vpsQuery(), { limit: WORKER_PAGE, next });
      for (const execution of page.executions) {
        const name = runnerOf(execution);
        if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      next = page.next;
    } while (next !== undefined);
    return counts;
  }
}

/** The runner that an execution says it is on. */
export function runnerOf(execution: RawWorkflowExecutionInfo | null | undefined): string | undefined {
  const payload = execution?.searchAttributes?.indexedFields?.['Runner'];
  const name: unknown = payload && defaultPayloadConverter.fromPayload(payload);
  return typeof name === 'string' ? name : undefined;
}

/** In people's words: `silent for 40 s`. */
export function saySilence({ last_seen }: Pick<RunnerSighting, 'last_seen'>): string {
  return last_seen === null ? 'not heard of yet' : `silent for ${silentSeconds(last_seen)} s`;
}

export function silentSeconds(lastSeen: number): number {
  return Math.max(0, Math.round((Date.now() - lastSeen) / 1000));
}

function isAlive({ is_running, last_seen }: Worker): boolean {
  return is_running && Date.now() - last_seen < SILENT_AFTER_MS;
}
