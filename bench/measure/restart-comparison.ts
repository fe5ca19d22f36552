import { type BenchVps, writeChange } from './bench-vps';
import type { Plan } from './compare';
import type { RawVps } from './raw-vps';

/**
 * The raw sequence against `POST restart` with its automatic snapshot, on two containers of one configuration: each
 * restart of either makes a new container from a new image, so that both grow by a layer a round.
 */
export function restartComparison(
  vps: BenchVps,
  raw: RawVps,
  name: string,
  bytes: number,
  runs: number,
): Plan {
  return {
    name,
    runs,
    raw: {
      what: 'stop, commit, rename, create, start, remove',
      prepare: () => writeChange(raw.container(), bytes),
      run: () => raw.restart(),
      tidy: async () => undefined,
    },
    holdfast: {
      what: 'POST restart',
      prepare: () => writeChange(vps.container(), bytes),
      run: () => vps.restart(),
      tidy: () => vps.deleteSnapshots(1),
    },
  };
}
