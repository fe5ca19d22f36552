import type Docker from 'dockerode';
import { snapshotRepository } from '../../src/domain/names';
import type { BenchVps } from './bench-vps';
import type { Comparison } from './compare';

const BATCH = 20;

/**
 * Reads, one after the other: listing the images of a VPS by their reference against the two `GET`s that show its
 * snapshots. Batches of 20 take turns.
 */
export async function compareReads(
  vps: BenchVps,
  docker: Docker,
  batches: number,
  signal: AbortSignal,
): Promise<Comparison[]> {
  const reference = [snapshotRepository(vps.taskId)];
  const reads = {
    raw: () => docker.listImages({ filters: { reference } }),
    list: () => vps.api.listSnapshots(vps.taskId),
    latest: () => vps.api.latestSnapshot(vps.taskId),
  };
  const samples = { raw: [] as number[], list: [] as number[], latest: [] as number[] };
  for (let batch = -1; batch < batches; batch += 1) {
    for (const name of ['raw', 'list', 'latest'] as const) {
      signal.throwIfAborted();
      const times = await timeSequentially(reads[name]);
      if (batch >= 0) samples[name].push(...times);
    }
  }
  const raw = 'list images by reference';
  const comparison = (name: 'list' | 'latest', holdfast: string): Comparison => ({
    name,
    raw,
    holdfast,
    samples: { raw: samples.raw, holdfast: samples[name] },
    operations: [],
  });
  return [comparison('list', 'GET snapshots'), comparison('latest', 'GET latest')];
}

async function timeSequentially(read: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < BATCH; count += 1) {
    const startedAt = performance.now();
    await read();
    times.push(performance.now() - startedAt);
  }
  return times;
}
