import type { Client } from '@temporalio/client';
import type Docker from 'dockerode';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRebuiltVps } from '../../src/api/temporal/submit';
import { vpsWorkflowId } from '../../src/domain/names';
import type { VpsRecord } from '../../src/domain/vps';
import type { HoldfastApi } from '../common/api';
import { BenchVps } from './bench-vps';

/** A runner that there is not, so that nobody compares the records with what Docker has. */
export const RECORDS_RUNNER = 'bench-records';
const ACTOR = 'bench';
const AT_ONCE = 20;
const SNAPSHOTS_IN_RECORD = 3;
const LISTED_WITHIN_MS = 60_000;

export interface RecordFleetDeps {
  api: HoldfastApi;
  docker: Docker;
  temporal: Client;
  signal: AbortSignal;
}

/**
 * Records of VPSs that have no container: entities of their own, in Temporal and in the worker, each with a record of
 * the size that a real one with three snapshots has. They are on a runner of their own.
 */
export class RecordFleet {
  private count = 0;
  private model: VpsRecord | undefined;

  constructor(private readonly deps: RecordFleetDeps) {}

  /** Sees that there are so many, and that a list shows them. Three of four are running, the others stopped. */
  async ensure(count: number): Promise<void> {
    this.model ??= await this.makeModel();
    const model = this.model;
    const deps = { client: this.deps.temporal, namespace: 'default', closing: this.deps.signal };
    const added = numbers(this.count, count);
    const surplus = numbers(count, this.count);
    this.count = count;
    await inParallel(added, async (number) => {
      this.deps.signal.throwIfAborted();
      await startRebuiltVps(deps, recordOf(model, number), ACTOR);
    });
    await inParallel(surplus, (number) => this.terminate(number));
    await this.untilListed(count);
  }

  async remove(): Promise<void> {
    await inParallel(numbers(0, this.count), (number) => this.terminate(number));
    this.count = 0;
  }

  /** They have nothing that a deletion would have to take away. */
  private async terminate(number: number): Promise<void> {
    await this.deps.temporal.workflow.getHandle(vpsWorkflowId(taskIdOf(number))).terminate('benchmark ends');
  }

  private async untilListed(count: number): Promise<void> {
    const deadline = Date.now() + LISTED_WITHIN_MS;
    const query = `WorkflowType = 'vps' AND ExecutionStatus = 'Running' AND Runner = '${RECORDS_RUNNER}'`;
    for (;;) {
      const listed = (await this.deps.temporal.workflow.count(query)).count;
      if (listed === count) return;
      if (Date.now() > deadline) throw new Error(`Temporal lists ${listed} of ${count} records`);
      await sleep(100, undefined, { signal: this.deps.signal });
    }
  }

  /** The record of a real VPS with snapshots, as its entity publishes it. */
  private makeModel(): Promise<VpsRecord> {
    return BenchVps.with(this.deps, 'bench-model', {}, async (vps) => {
      for (let count = 0; count < SNAPSHOTS_IN_RECORD; count += 1) await vps.takeSnapshot();
      const handle = this.deps.temporal.workflow.getHandle(vpsWorkflowId(vps.taskId));
      const { memo } = await handle.describe();
      return memo?.['record'] as VpsRecord;
    });
  }
}

function recordOf(model: VpsRecord, number: number): VpsRecord {
  const taskId = taskIdOf(number);
  const isRunning = number % 4 !== 0;
  const text = JSON.stringify(model).replaceAll(model.task_id, taskId);
  return {
    ...(JSON.parse(text) as VpsRecord),
    runner: RECORDS_RUNNER,
    status: isRunning ? 'running' : 'stopped',
    desired: isRunning ? 'running' : 'stopped',
  };
}

function taskIdOf(number: number): string {
  return `bench-record-${number}`;
}

/** From `first` up to but without `end`; none when that is not after it. */
function numbers(first: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}

async function inParallel(items: readonly number[], work: (item: number) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
