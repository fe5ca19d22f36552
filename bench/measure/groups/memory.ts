import { setTimeout as sleep } from 'node:timers/promises';
import { BenchVps } from '../bench-vps';
import { type BenchContext, byExtent, type Group } from '../group';
import { atMost, makeMeasure } from '../measure';
import { residentMegabytes, sharedMegabytes } from '../process-memory';
import type { Target } from '../results';
import { summarize } from '../statistics';

const MOST_MEGABYTES = 250;
const RECORDS = 1000;
const IDLE_LOOKS = 10;
const VPS_COUNT = 8;
const LOOKS = 100;
/** Of the last quarter's median to the second one's; before that, caches fill. */
const MOST_GROWTH = 1.1;
/** Fewer say nothing about growth: the first thousand fill what is meant to be filled. */
const LEAST_OPERATIONS = 2000;

/** What API and worker take of the machine's memory: at rest with many VPSs, and over many operations. */
export const memory: Group = {
  name: 'memory',
  title: 'Memory of API and worker',
  run: async (context) => {
    const { records, extent, say } = context;
    const count = byExtent(extent, { quick: 100, normal: RECORDS });
    await records.ensure(count);
    const idle = await lookWhileIdle(context);
    const planned = byExtent(extent, { quick: 24, normal: 2000, growth: 10_000 });
    say(`${planned} snapshots on ${VPS_COUNT} VPSs`);
    const looks = await lookDuringOperations(context, planned);
    const total = idle.map(({ api, worker }) => api + worker);
    const atRest = makeMeasure(`memory at rest, ${count} VPSs`, 'MB', [
      { what: 'API and worker', samples: total },
      {
        what: 'both, with the pages that they share once',
        samples: idle.map(({ api, worker, shared }) => api + worker - shared),
      },
      { what: 'API', samples: idle.map(({ api }) => api) },
      { what: 'worker', samples: idle.map(({ worker }) => worker) },
    ]);
    const sums = looks.map(({ api, worker }) => api + worker);
    const during = makeMeasure(`memory over ${planned} operations`, 'MB', [
      { what: 'API and worker, second quarter', samples: quarter(sums, 1) },
      { what: 'API and worker, last quarter', samples: quarter(sums, 3) },
    ]);
    const targets: Target[] = [];
    if (count === RECORDS)
      targets.push(atMost(`${atRest.name}: API and worker`, summarize(total).median, MOST_MEGABYTES, 'MB'));
    if (planned >= LEAST_OPERATIONS)
      targets.push(
        atMost(`${during.name}: last quarter to second`, during.sides[1]?.ratio ?? NaN, MOST_GROWTH, 'x'),
      );
    const line = (name: 'api' | 'worker' | 'temporal') =>
      looks.map((look): readonly [number, number] => [look.operations, look[name]]);
    return {
      measures: [atRest, during],
      targets,
      charts: [
        {
          name: 'memory',
          title: `Resident memory over ${planned} operations, beside ${count} VPSs at rest`,
          x: { label: 'operations done' },
          y: { label: 'MB', fromZero: true },
          lines: [
            { name: 'worker', points: line('worker') },
            { name: 'API', points: line('api') },
            { name: 'Temporal server', points: line('temporal') },
          ],
        },
      ],
    };
  },
};

interface Look {
  operations: number;
  api: number;
  worker: number;
  /** Of API and worker, counted in both. */
  shared: number;
  /** 0 where the server is somebody else's. */
  temporal: number;
}

function look({ stack }: BenchContext, operations: number): Look {
  const { server, worker, temporal } = stack.stack.pids();
  const size = (pid: number | undefined): number => (pid === undefined ? 0 : residentMegabytes(pid));
  // What each shares with anybody is, but for libraries of a few hundred kilobytes, the program that both run.
  const shared =
    server === undefined || worker === undefined
      ? 0
      : Math.min(sharedMegabytes(server), sharedMegabytes(worker));
  return { operations, api: size(server), worker: size(worker), shared, temporal: size(temporal) };
}

async function lookWhileIdle(context: BenchContext): Promise<Look[]> {
  const looks: Look[] = [];
  for (let count = 0; count < IDLE_LOOKS; count += 1) {
    await sleep(1000, undefined, { signal: context.signal });
    looks.push(look(context, 0));
  }
  return looks;
}

/** Snapshots with rotation, each VPS's one after the other, several VPSs at once. */
async function lookDuringOperations(context: BenchContext, planned: number): Promise<Look[]> {
  const fleet: BenchVps[] = [];
  const looks = [look(context, 0)];
  const every = Math.max(1, Math.floor(planned / LOOKS));
  let [begun, done] = [0, 0];
  const keepBusy = async (vps: BenchVps): Promise<void> => {
    while (begun < planned) {
      context.signal.throwIfAborted();
      begun += 1;
      await vps.takeSnapshot();
      done += 1;
      if (done % every === 0) looks.push(look(context, done));
    }
  };
  try {
    for (let number = 0; number < VPS_COUNT; number += 1)
      fleet.push(await BenchVps.create(context, `bench-memory-${number}`, { maxSnapshots: 1 }));
    await Promise.all(fleet.map(keepBusy));
    return looks;
  } finally {
    for (const vps of fleet) await vps.delete();
  }
}

function quarter(figures: readonly number[], number: number): number[] {
  const length = figures.length / 4;
  return figures.slice(Math.floor(number * length), Math.floor((number + 1) * length));
}
