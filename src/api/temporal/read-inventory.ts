import { randomUUID } from 'node:crypto';
import { ActivityExecutionFailedError } from '@temporalio/client';
import { ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import type { Inventory, InventoryInput } from '../../activities/inventory';
import { runnerTaskQueue } from '../../domain/names';
import { Problem } from '../problems';
import { quickly, type TemporalDeps } from './quickly';

const START_MS = 5000;
/** Docker measures the writable layer of every container. */
const DEADLINE_MS = 10 * 60_000;

/**
 * Asks a runner for everything that it has of any VPS, page by page.
 *
 * @throws Problem `no_runner` when it does not answer, `docker_failed` when its engine does not
 */
export async function* readInventory(deps: TemporalDeps, runner: string): AsyncGenerator<Inventory> {
  let after: string | null = null;
  do {
    const page: Inventory = await askForPage(deps, runner, after === null ? {} : { after });
    yield page;
    after = page.next;
  } while (after !== null);
}

async function askForPage(deps: TemporalDeps, runner: string, input: InventoryInput): Promise<Inventory> {
  try {
    return await quickly(
      deps,
      () =>
        deps.client.activity.execute<Inventory>('inventory', {
          id: `inventory:${runner}:${randomUUID()}`,
          taskQueue: runnerTaskQueue(runner),
          args: [input],
          scheduleToStartTimeout: START_MS,
          startToCloseTimeout: DEADLINE_MS,
          heartbeatTimeout: '15 seconds',
          retry: { maximumAttempts: 1 },
          summary: `Everything that runner ${runner} has`,
        }),
      START_MS + DEADLINE_MS,
    );
  } catch (error) {
    if (!(error instanceof ActivityExecutionFailedError)) throw error;
    if (error.cause instanceof TimeoutFailure) {
      throw new Problem('no_runner', `Runner ${runner} does not answer.`);
    }
    if (error.cause instanceof ApplicationFailure) throw new Problem('docker_failed', error.cause.message);
    throw error;
  }
}
