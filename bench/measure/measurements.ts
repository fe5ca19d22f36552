import type Docker from 'dockerode';
import type { Say } from '../../src/platform/say';
import type { HoldfastApi } from '../common/api';
import { BenchVps } from './bench-vps';
import { compare, type Comparison, type Plan } from './compare';
import { RawVps } from './raw-vps';
import { compareReads } from './read-comparison';
import { restartComparison } from './restart-comparison';
import { snapshotComparison } from './snapshot-comparison';
import { traceOperations, type TraceRow } from './trace';

const SIZES = [
  { name: '4 kB', bytes: 4096 },
  { name: '10 MB', bytes: 10_000_000 },
];
const SNAPSHOTS_WHEN_READ = 5;

export interface MeasurementParts {
  api: HoldfastApi;
  docker: Docker;
  /** How often each change is timed. */
  runs: number;
  /** Batches of reads. */
  reads: number;
  /** Ends it between two runs. */
  signal: AbortSignal;
  say: Say;
}

export interface Measurement {
  comparison: Comparison;
  /** Where Holdfast's time went; empty for reads. */
  trace: TraceRow[];
}

/** Everything that the benchmark times, one comparison after the other. What it made is removed again. */
export async function measureAll(parts: MeasurementParts): Promise<Measurement[]> {
  return [...(await measureSnapshotsAndReads(parts)), ...(await measureRestarts(parts))];
}

async function measureSnapshotsAndReads(parts: MeasurementParts): Promise<Measurement[]> {
  const { api, docker, runs, reads, signal, say } = parts;
  const vps = await BenchVps.create(api, docker, 'bench-snapshots');
  try {
    say(`Snapshots, ${runs} rounds for each size`);
    const snapshots: Measurement[] = [];
    for (const { name, bytes } of SIZES) {
      snapshots.push(await measure(parts, snapshotComparison(vps, docker, `snapshot, ${name}`, bytes, runs)));
    }
    say(`Reads of ${SNAPSHOTS_WHEN_READ} snapshots, ${reads} batches of 20`);
    for (let count = 0; count < SNAPSHOTS_WHEN_READ; count += 1) await vps.takeSnapshot();
    const comparisons = await compareReads(vps, docker, reads, signal);
    return [...snapshots, ...comparisons.map((comparison) => ({ comparison, trace: [] }))];
  } finally {
    await vps.delete();
  }
}

async function measureRestarts(parts: MeasurementParts): Promise<Measurement[]> {
  const { api, docker, runs, say } = parts;
  const vps = await BenchVps.create(api, docker, 'bench-restarts');
  const raw = await RawVps.create(docker, vps.container());
  try {
    say(`Restarts, ${runs} rounds for each size`);
    const restarts: Measurement[] = [];
    for (const { name, bytes } of SIZES) {
      restarts.push(await measure(parts, restartComparison(vps, raw, `restart, ${name}`, bytes, runs)));
    }
    return restarts;
  } finally {
    await raw.remove();
    await vps.delete();
  }
}

async function measure({ api, signal }: MeasurementParts, plan: Plan): Promise<Measurement> {
  const comparison = await compare(plan, signal);
  return { comparison, trace: await traceOperations(api, comparison.operations) };
}
