import { BenchVps, writeChange } from '../bench-vps';
import type { Group } from '../group';
import { makeMeasure } from '../measure';
import type { Measure } from '../results';
import { compare } from '../compare';
import { timeInTurns } from '../time-in-turns';

const COUNTS = [1, 10, 100];
const RUNS = 5;
const CHANGED_BYTES = 4096;

/** What a VPS costs that keeps many snapshots. */
export const growthOfSnapshots: Group = {
  name: 'growth-snapshots',
  title: 'Growth: 1 to 100 snapshots of one VPS',
  long: true,
  run: (context) =>
    BenchVps.with(context, 'bench-many', {}, async (vps) => {
      const { api, signal, say } = context;
      const changes: Measure[] = [];
      const reads: Measure[] = [];
      for (const count of COUNTS) {
        say(`${count} snapshots`);
        const keep = (): Promise<void> => vps.deleteSnapshots(count);
        const prepare = (): Promise<void> => writeChange(vps.container(), CHANGED_BYTES);
        while ((await api.listSnapshots(vps.taskId)).length < count) await vps.takeSnapshot();
        const sides = await compare(
          {
            runs: RUNS,
            warmUp: 1,
            sides: [
              {
                what: 'POST snapshot',
                prepare,
                run: async () => ({ operation: await vps.takeSnapshot() }),
                tidy: keep,
              },
              {
                what: 'POST restart',
                prepare,
                run: async () => ({ operation: await vps.restart() }),
                tidy: keep,
              },
            ],
          },
          signal,
        );
        const timed = sides.map(({ what, ms }) => ({ what, samples: ms }));
        changes.push(makeMeasure(`a VPS with ${count} snapshots`, 'ms', timed));
        const read = { what: 'GET snapshots', run: () => api.listSnapshots(vps.taskId) };
        reads.push(makeMeasure(`reads with ${count} snapshots`, 'ms', await timeInTurns([read], 2, signal)));
      }
      const line = (measures: readonly Measure[], side: number) =>
        measures.map(({ sides }, at) => [COUNTS[at] ?? 0, sides[side]?.summary.median ?? 0] as const);
      return {
        measures: [...changes, ...reads],
        charts: [
          {
            name: 'growth-snapshots',
            title: 'What a VPS costs by the number of its snapshots',
            x: { label: 'snapshots', log: true },
            y: { label: 'median, ms', fromZero: true },
            lines: [
              { name: 'POST restart', points: line(changes, 1) },
              { name: 'POST snapshot', points: line(changes, 0) },
              { name: 'GET snapshots', points: line(reads, 0) },
            ],
          },
        ],
      };
    }),
};
