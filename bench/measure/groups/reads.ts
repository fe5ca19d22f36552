import { kill } from 'node:process';
import { snapshotRepository } from '../../../src/domain/names';
import { BenchVps, writeChange } from '../bench-vps';
import { type BenchContext, byExtent, type Group } from '../group';
import { load } from '../load-client';
import { atMost, makeMeasure } from '../measure';
import type { Measure, Samples, Target } from '../results';
import { timeInTurns } from '../time-in-turns';
import { TEN_MEGABYTES } from '../sizes';

const SNAPSHOTS_WHEN_READ = 5;
const BATCHES = 10;
const CLIENTS = 20;
/** A page that looks every half second: what a dashboard does at most. */
const PACE_MS = 500;
const MOST_P50_MS = 8;
const MOST_P99_MS = 40;

/** The three `GET`s that show a VPS and its snapshots: alone, from many clients at once, and without a worker. */
export const reads: Group = {
  name: 'reads',
  title: 'Reads of one VPS',
  run: (context) =>
    BenchVps.with(context, 'bench-reads', {}, async (vps) => {
      for (let count = 0; count < SNAPSHOTS_WHEN_READ; count += 1) await vps.takeSnapshot();
      const alone = await readAlone(context, vps);
      const busy = await whileCommitting(context, async () => [
        ...(await readAtOnce(context, vps, 'runner busy', 0)),
        ...(await readAtOnce(context, vps, 'runner busy', PACE_MS)),
      ]);
      const stopped = await withoutWorker(context, () => readAtOnce(context, vps, 'worker stopped', 0));
      return {
        measures: [alone, ...[...busy, ...stopped].flatMap(({ measures }) => measures)],
        targets: [...busy, ...stopped].flatMap(({ targets }) => targets),
        notes: [
          `${CLIENTS} clients at once: each asks again as soon as it has its answer, or, where it says so, every ${PACE_MS} ms.`,
          'Meanwhile two other VPSs of the runner with 10 MB of changes are snapshotted without a break.',
          'For "worker stopped" the worker process is halted (SIGSTOP): no workflow and no activity runs.',
        ],
      };
    }),
};

const PATHS = [
  { name: 'GET snapshots', path: (taskId: string) => `/api/vps/snapshots/${taskId}` },
  { name: 'GET latest', path: (taskId: string) => `/api/vps/snapshots/${taskId}/latest` },
  { name: 'GET one VPS', path: (taskId: string) => `/api/vps/${taskId}` },
];

async function readAlone({ api, docker, extent, signal }: BenchContext, vps: BenchVps): Promise<Measure> {
  const reference = [snapshotRepository(vps.taskId)];
  const batches = byExtent(extent, { quick: 2, normal: BATCHES });
  const samples = await timeInTurns(
    [
      { what: 'list images by reference', run: () => docker.listImages({ filters: { reference } }) },
      { what: 'GET snapshots', run: () => api.listSnapshots(vps.taskId) },
      { what: 'GET latest', run: () => api.latestSnapshot(vps.taskId) },
      { what: 'GET one VPS', run: () => api.getVps(vps.taskId) },
    ],
    batches,
    signal,
  );
  return makeMeasure('reads, one after the other', 'ms', samples);
}

interface Found {
  measures: Measure[];
  targets: Target[];
}

async function readAtOnce(
  { stack, extent, signal }: BenchContext,
  vps: BenchVps,
  when: string,
  everyMs: number,
): Promise<Found[]> {
  const seconds = byExtent(extent, { quick: 1, normal: 5 });
  const label = `${CLIENTS} clients${everyMs > 0 ? `, each every ${everyMs} ms` : ''}, ${when}`;
  const times: Samples[] = [];
  const rates: Samples[] = [];
  for (const { name, path } of PATHS) {
    const url = stack.stack.apiUrl + path(vps.taskId);
    const { ms, rate } = await load({ url, clients: CLIENTS, seconds, everyMs }, signal);
    times.push({ what: name, samples: ms });
    rates.push({ what: name, samples: [rate] });
  }
  const time = makeMeasure(`reads, ${label}`, 'ms', times);
  const rate = makeMeasure(`answers a second, ${label}`, '1/s', rates);
  const targets = time.sides.flatMap(({ what, summary: { median, p99 } }) => [
    atMost(`${what}, ${label}: p50`, median, MOST_P50_MS, 'ms'),
    atMost(`${what}, ${label}: p99`, p99, MOST_P99_MS, 'ms'),
  ]);
  return [{ measures: everyMs > 0 ? [time] : [time, rate], targets }];
}

/** Does something while the runner takes one snapshot after the other. */
async function whileCommitting<T>(context: BenchContext, work: () => Promise<T>): Promise<T> {
  const options = { maxSnapshots: 1 };
  return BenchVps.with(context, 'bench-busy-1', options, (first) =>
    BenchVps.with(context, 'bench-busy-2', options, async (second) => {
      const state = { isOver: false };
      const busy = [first, second].map(async (vps) => {
        await writeChange(vps.container(), TEN_MEGABYTES.bytes);
        while (!state.isOver) await vps.takeSnapshot();
      });
      try {
        return await work();
      } finally {
        state.isOver = true;
        await Promise.all(busy);
      }
    }),
  );
}

async function withoutWorker<T>({ stack }: BenchContext, work: () => Promise<T>): Promise<T> {
  const { worker } = stack.stack.pids();
  if (worker === undefined) throw new Error('the stack has no worker');
  kill(worker, 'SIGSTOP');
  try {
    return await work();
  } finally {
    kill(worker, 'SIGCONT');
  }
}
