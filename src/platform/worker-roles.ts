import { Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOST_TASK_QUEUE, runnerTaskQueue } from '../domain/names';
import type { Logger } from './log';
import { sdkLogging } from './sdk-logger';
import { sdkMetrics } from './sdk-metrics';
import type { Settings } from './settings';
import { onShutdownRequest } from './shutdown-request';
import { ensureTemporal } from './temporal-setup';
import { traceWorker } from './trace-temporal';
import type { Tracer } from './tracing';
import { connectWorker, type WorkerConnection } from './worker-connection';

/** What the roles are made of. */
export interface RoleParts {
  /** The folder of the built entry points. */
  distFolder: string;
  /** The runner's steps by name. */
  runnerActivities: object;
  /** What a runner does besides, for as long as it works. Never rejects. */
  besideRunner: (signal: AbortSignal) => Promise<void>;
  /** To whom workflows and steps tell what they did, if to anybody. */
  tracer: Tracer | undefined;
}

/** Activities that still run when a worker is asked to end may finish within this time; then they are cancelled. */
const SHUTDOWN_GRACE = '20s';
/** Up to twenty of them may be terminals, which last. */
const MAX_CONCURRENT_STEPS = 70;
/** Also how late it shows that a step has come to its next phase. */
const HEARTBEAT_THROTTLE = '500ms';
/** A server that is just starting is waited for without a word. */
const QUIET_PATIENCE_MS = 5000;
const RETRY_MS = 2000;
const HEALTH_MS = 5000;

/**
 * Runs the roles that the settings name until this process is asked to end. While Temporal is away it waits.
 *
 * Rejects when a worker fails for good.
 */
export async function runRoles(settings: Settings, parts: RoleParts, log: Logger): Promise<void> {
  const { logger, telemetryOptions } = sdkLogging(log);
  // Signals are ours to handle, so that those of both roles end together.
  Runtime.install({
    workerHeartbeatInterval: settings.HOLDFAST_HEARTBEAT_SECONDS * 1000,
    shutdownSignals: [],
    logger,
    telemetryOptions: { ...telemetryOptions, ...sdkMetrics(settings.HOLDFAST_METRICS_ADDRESS) },
  });
  const ending = new AbortController();
  onShutdownRequest((why) => {
    log.info(`ending: ${why}`);
    ending.abort();
  });
  const temporal = await connectPatiently(settings, log, ending.signal);
  if (temporal === undefined) return;
  try {
    const workers = await Promise.all(
      settings.HOLDFAST_ROLES.map((role) => Worker.create(optionsOf(role, temporal, settings, parts))),
    );
    // When one role fails the other ends too: a worker with half its roles would look alive.
    const running = workers.map((worker) => worker.run().finally(() => ending.abort()));
    log.info(`working as ${settings.HOLDFAST_ROLES.map((role) => titleOf(role, settings)).join(' and ')}`);
    endWith(ending.signal, workers);
    showHealth(settings.HOLDFAST_HEALTH_FILE, workers);
    const beside = settings.HOLDFAST_ROLES.includes('runner') ? parts.besideRunner(ending.signal) : undefined;
    const ended = await Promise.allSettled(running);
    await beside;
    for (const result of ended) if (result.status === 'rejected') throw result.reason;
  } finally {
    await temporal.connection.close();
  }
}

/** Undefined when this process was asked to end before Temporal answered. */
async function connectPatiently(
  settings: Settings,
  log: Logger,
  ending: AbortSignal,
): Promise<WorkerConnection | undefined> {
  while (!ending.aborted) {
    try {
      await ensureTemporal(settings, { patienceMs: QUIET_PATIENCE_MS }, (line) => log.info(line));
      return await connectWorker(settings);
    } catch (error) {
      log.warn(`${error instanceof Error ? error.message : String(error)}; trying again`);
      await sleep(RETRY_MS, undefined, { signal: ending }).catch(() => undefined);
    }
  }
  return undefined;
}

function optionsOf(
  role: Settings['HOLDFAST_ROLES'][number],
  { connection, namespace }: WorkerConnection,
  settings: Settings,
  { distFolder, runnerActivities, tracer }: RoleParts,
): WorkerOptions {
  const common = {
    connection,
    namespace,
    identity: `${titleOf(role, settings)} (${process.pid}@${hostname()})`,
    shutdownGraceTime: SHUTDOWN_GRACE,
    ...traceWorker(tracer),
  };
  if (role === 'host') {
    const maxCachedWorkflows = settings.HOLDFAST_CACHED_WORKFLOWS;
    return { ...common, taskQueue: HOST_TASK_QUEUE, maxCachedWorkflows, ...workflowsIn(distFolder) };
  }
  return {
    ...common,
    taskQueue: runnerTaskQueue(settings.HOLDFAST_RUNNER),
    activities: runnerActivities,
    maxConcurrentActivityTaskExecutions: MAX_CONCURRENT_STEPS,
    // A cancellation comes with the answer to a heartbeat; left alone, those are held back for 12 seconds.
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
  };
}

/** The bundle that the build made; without one, the worker makes it now, which takes seconds. */
function workflowsIn(
  distFolder: string,
): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'interceptors'> {
  const codePath = join(distFolder, 'workflow-bundle.js');
  if (existsSync(codePath)) return { workflowBundle: { codePath } };
  const workflows = join(distFolder, 'src', 'workflows');
  return {
    workflowsPath: join(workflows, 'index.js'),
    interceptors: { workflowModules: [join(workflows, 'tracing.js')] },
  };
}

function titleOf(role: Settings['HOLDFAST_ROLES'][number], settings: Settings): string {
  return role === 'host' ? 'host' : `runner ${settings.HOLDFAST_RUNNER}`;
}

function endWith(signal: AbortSignal, workers: readonly Worker[]): void {
  const end = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
}

/** Touches the file for as long as all roles work. */
function showHealth(file: string | undefined, workers: readonly Worker[]): void {
  if (file === undefined) return;
  const touch = (): void => {
    if (workers.every((worker) => worker.getState() === 'RUNNING')) writeFileSync(file, '');
  };
  touch();
  setInterval(touch, HEALTH_MS).unref();
}
