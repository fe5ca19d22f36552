import { setTimeout as sleep } from 'node:timers/promises';
import type { TimedOperation } from './trace';

/** One way to do a thing: what is timed, and what is done before and after it. */
export interface Side {
  prepare(): Promise<void>;
  /** Returns the id of the operation, if it was one. */
  run(): Promise<string | undefined>;
  tidy(): Promise<void>;
}

/** The same thing done by raw dockerode calls and through Holdfast. */
export interface Comparison {
  name: string;
  /** What is timed on either side. */
  raw: string;
  holdfast: string;
  samples: { raw: number[]; holdfast: number[] };
  /** Those that Holdfast's samples are the times of; none where nothing was changed. */
  operations: TimedOperation[];
}

export interface Plan {
  name: string;
  raw: Side & { what: string };
  holdfast: Side & { what: string };
  runs: number;
}

const WARM_UP_ROUNDS = 2;
/** What the side before has left to be done in the background is not to be paid by this one. */
const SETTLE_MS = 200;

/**
 * Times both sides in turns, so that whatever the machine does besides weighs on both alike; which one is first
 * changes with each round. The first rounds are for warming up and not counted.
 *
 * @param signal ends it between two runs
 */
export async function compare(plan: Plan, signal: AbortSignal): Promise<Comparison> {
  const { raw, holdfast } = plan;
  const samples: Comparison['samples'] = { raw: [], holdfast: [] };
  const operations: TimedOperation[] = [];
  for (let round = -WARM_UP_ROUNDS; round < plan.runs; round += 1) {
    const order = [
      { side: raw, times: samples.raw },
      { side: holdfast, times: samples.holdfast },
    ];
    if (round % 2 !== 0) order.reverse();
    for (const { side, times } of order) {
      signal.throwIfAborted();
      const { ms, operation } = await timeSide(side);
      if (round < 0) continue;
      times.push(ms);
      if (operation !== undefined) operations.push(operation);
    }
  }
  return { name: plan.name, raw: raw.what, holdfast: holdfast.what, samples, operations };
}

async function timeSide(side: Side): Promise<{ ms: number; operation?: TimedOperation }> {
  await side.prepare();
  await sleep(SETTLE_MS);
  const askedAt = Date.now();
  const startedAt = performance.now();
  const id = await side.run();
  const ms = performance.now() - startedAt;
  const answeredAt = Date.now();
  await side.tidy();
  return { ms, ...(id !== undefined && { operation: { id, askedAt, answeredAt } }) };
}
