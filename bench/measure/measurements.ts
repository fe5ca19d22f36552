import type Docker from 'dockerode';
import type { Say } from '../../src/platform/say';
import type { HoldfastApi } from '../common/api';
import { BenchVps } from './bench-vps';
import { compare, type Comparison } from './compare';
import { RawVps } from './raw-vps';
import { compareReads } from './read-comparison';
import { restartComparison } from './restart-comparison';
import { snapshotComparison } from './snapshot-comparison';

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

/** Everything that the benchmark times, one comparison after the other. What it made is removed again. */
export async function measureAll(parts: MeasurementParts): Promise<Comparison[]> {
  return [...(await measureSnapshotsAndReads(parts)), ...(await measureRestarts(parts))];
}

async function measureSnapshotsAndReads(parts: MeasurementParts): Promise<Comparison[]> {
  const { api, docker, runs, reads, signal, say } = parts;
  const vps = await BenchVps.create(api, docker, 'bench-snapshots');
  try {
    say(`Snapshots, ${runs} rounds for each size`);
    const snapshots: Comparison[] = [];
    for (const { name, bytes } of SIZES) {
      snapshots.push(
        await compare(snapshotComparison(vps, docker, `snapshot, ${name}`, bytes, runs), signal),
      );
    }
    say(`Reads of ${SNAPSHOTS_WHEN_READ} snapshots, ${reads} batches of 20`);
    for (let count = 0; count < SNAPSHOTS_WHEN_READ; count += 1) await vps.takeSnapshot();
    return [...snapshots, ...(await compareReads(vps, docker, reads, signal))];
  } finally {
    await vps.delete();
  }
}

async function measureRestarts({ api, docker, runs, signal, say }: MeasurementParts): Promise<Comparison[]> {
  const vps = await BenchVps.create(api, docker, 'bench-restarts');
  const raw = await RawVps.create(docker, vps.container());
  try {
    say(`Restarts, ${runs} rounds for each size`);
    const restarts: Comparison[] = [];
    for (const { name, bytes } of SIZES) {
      restarts.push(await compare(restartComparison(vps, raw, `restart, ${name}`, bytes, runs), signal));
    }
    return restarts;
  } finally {
    await raw.remove();
    await vps.delete();
  }
}
