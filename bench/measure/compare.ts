import { setTimeout as sleep } from 'node:timers/promises';
import type { TimedOperation } from './trace';

/** One way to do a thing: what is timed, and what is done before and after it. */
export interface Side {
  what: string;
  prepare?(): Promise<void>;
  run(): Promise<Run>;
  /** What it measured besides; not a part of the time. */
  after?(): Promise<OtherFigures>;
  tidy?(): Promise<void>;
}

/** What a side tells of one run. */
export interface Run {
  /** The id of the operation, if it was one. */
  operation?: string;
}

/** Figures of another kind than how long a run took, in milliseconds, by name. */
export interface OtherFigures {
  [name: string]: number;
}

export interface Plan {
  sides: readonly Side[];
  runs: number;
  /** Rounds that are not counted. */
  warmUp?: number;
}

/** How long each run of a side took, in milliseconds. */
export interface TimedSide {
  what: string;
  ms: number[];
  others: { [name: string]: number[] };
  operations: TimedOperation[];
}

const WARM_UP_ROUNDS = 2;
/** What the side before has left to be done in the background is not to be paid by this one. */
const SETTLE_MS = 200;

/**
 * Times all sides in turns, so that whatever the machine does besides weighs on all alike; which one is first changes
 * with each round.
 *
 * @param signal ends it between two runs
 */
export async function compare(plan: Plan, signal: AbortSignal): Promise<TimedSide[]> {
  const { sides, runs, warmUp = WARM_UP_ROUNDS } = plan;
  const timed = sides.map(({ what }): TimedSide => ({ what, ms: [], others: {}, operations: [] }));
  for (let round = -warmUp; round < runs; round += 1) {
    for (let turn = 0; turn < sides.length; turn += 1) {
      signal.throwIfAborted();
      const at = (turn + round + warmUp) % sides.length;
      const [side, figures] = [sides[at], timed[at]];
      if (side === undefined || figures === undefined) continue;
      const run = await timeSide(side);
      if (round >= 0) note(figures, run);
    }
  }
  return timed;
}

interface TimedRun extends Run {
  others: OtherFigures;
  ms: number;
  askedAt: number;
  answeredAt: number;
}

async function timeSide(side: Side): Promise<TimedRun> {
  await side.prepare?.();
  await sleep(SETTLE_MS);
  const askedAt = Date.now();
  const startedAt = performance.now();
  const run = await side.run();
  const ms = performance.now() - startedAt;
  const answeredAt = Date.now();
  const others = (await side.after?.()) ?? {};
  await side.tidy?.();
  return { ...run, others, ms, askedAt, answeredAt };
}

function note({ ms, others, operations }: TimedSide, run: TimedRun): void {
  ms.push(run.ms);
  for (const [name, figure] of Object.entries(run.others)) (others[name] ??= []).push(figure);
  const { operation, askedAt, answeredAt } = run;
  if (operation !== undefined) operations.push({ id: operation, askedAt, answeredAt });
}
