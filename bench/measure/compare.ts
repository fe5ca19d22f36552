/** One way to do a thing: what is timed, and what is done before and after it. */
export interface Side {
  prepare(): Promise<void>;
  run(): Promise<unknown>;
  tidy(): Promise<void>;
}

/** The same thing done by raw dockerode calls and through Holdfast. */
export interface Comparison {
  name: string;
  /** What is timed on either side. */
  raw: string;
  holdfast: string;
  samples: { raw: number[]; holdfast: number[] };
}

export interface Plan {
  name: string;
  raw: Side & { what: string };
  holdfast: Side & { what: string };
  runs: number;
}

const WARM_UP_ROUNDS = 2;

/**
 * Times both sides in turns, so that whatever the machine does besides weighs on both alike; which one is first
 * changes with each round. The first rounds are for warming up and not counted.
 *
 * @param signal ends it between two runs
 */
export async function compare(plan: Plan, signal: AbortSignal): Promise<Comparison> {
  const { raw, holdfast } = plan;
  const samples: Comparison['samples'] = { raw: [], holdfast: [] };
  for (let round = -WARM_UP_ROUNDS; round < plan.runs; round += 1) {
    const order = [
      { side: raw, times: samples.raw },
      { side: holdfast, times: samples.holdfast },
    ];
    if (round % 2 !== 0) order.reverse();
    for (const { side, times } of order) {
      signal.throwIfAborted();
      const ms = await timeSide(side);
      if (round >= 0) times.push(ms);
    }
  }
  return { name: plan.name, raw: raw.what, holdfast: holdfast.what, samples };
}

async function timeSide(side: Side): Promise<number> {
  await side.prepare();
  const startedAt = performance.now();
  await side.run();
  const ms = performance.now() - startedAt;
  await side.tidy();
  return ms;
}
