import { BenchVps, writeChange } from '../bench-vps';
import { compare } from '../compare';
import { byExtent, type Group } from '../group';
import { atLeast, makeMeasure, medianOf } from '../measure';
import { commitAndTag, removeRawSnapshot } from '../raw-snapshot';

const VPS_COUNT = 20;
const CHANGED_BYTES = 4096;
const LEAST_RATE = 0.7;

/** One snapshot of each of 20 VPSs of one runner, all asked for at the same moment. */
export const atOnce: Group = {
  name: 'at-once',
  title: 'Operations at once on 20 VPSs of one runner',
  run: async (context) => {
    const { docker, signal, extent } = context;
    const fleet: BenchVps[] = [];
    const all = async (work: (vps: BenchVps) => Promise<unknown>): Promise<void> => {
      await Promise.all(fleet.map(work));
    };
    try {
      for (let number = 0; number < VPS_COUNT; number += 1)
        fleet.push(await BenchVps.create(context, `bench-at-once-${number}`));
      const prepare = async (): Promise<void> => {
        for (const vps of fleet) await writeChange(vps.container(), CHANGED_BYTES);
      };
      const sides = await compare(
        {
          runs: byExtent(extent, { quick: 1, normal: 4, growth: 10 }),
          warmUp: 1,
          sides: [
            {
              what: 'commit, tag',
              prepare,
              run: async () => (await all((vps) => commitAndTag(docker, vps.container(), vps.taskId)), {}),
              tidy: () => all((vps) => removeRawSnapshot(docker, vps.taskId)),
            },
            {
              what: 'POST snapshot',
              prepare,
              run: async () => (await all((vps) => vps.takeSnapshot()), {}),
              tidy: () => all((vps) => vps.deleteSnapshots(0)),
            },
          ],
        },
        signal,
      );
      const rates = sides.map(({ what, ms }) => ({
        what,
        samples: ms.map((time) => (VPS_COUNT * 1000) / time),
      }));
      const measure = makeMeasure(`snapshots a second, ${VPS_COUNT} VPSs at once`, '1/s', rates);
      const ratio = medianOf(measure, 1) / medianOf(measure, 0);
      return { measures: [measure], targets: [atLeast(`${measure.name}: to raw`, ratio, LEAST_RATE, 'x')] };
    } finally {
      await all((vps) => vps.delete());
    }
  },
};
