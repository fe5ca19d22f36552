import { BenchVps, writeChange } from '../bench-vps';
import { compare } from '../compare';
import type { BenchContext, Group } from '../group';
import { atMost, makeMeasure, ratioOf } from '../measure';
import { withTraces } from '../operation-sides';
import { commitAndTag, removeRawSnapshot } from '../raw-snapshot';
import type { Measure } from '../results';
import { type ChangeSize, SMALL_CHANGES, TEN_MEGABYTES } from '../sizes';

const MOST_TIMES_RAW = 1.5;

/** Commit and tag against `POST snapshot`, on one and the same running container. */
export const snapshots: Group = {
  name: 'snapshot',
  title: 'A snapshot of a small change',
  run: (context) =>
    BenchVps.with(context, 'bench-snapshots', {}, async (vps) => {
      const measures: Measure[] = [];
      for (const size of SMALL_CHANGES) measures.push(await compareSnapshots(context, vps, size));
      const targets = measures.map((measure) =>
        atMost(`${measure.name}: POST snapshot to raw`, ratioOf(measure, 1), MOST_TIMES_RAW, 'x'),
      );
      return { measures, targets };
    }),
};

async function compareSnapshots(context: BenchContext, vps: BenchVps, size: ChangeSize): Promise<Measure> {
  const { docker, runs, signal } = context;
  const prepare = (): Promise<void> => writeChange(vps.container(), size.bytes);
  const sides = await compare(
    {
      runs,
      sides: [
        {
          what: 'commit, tag',
          prepare,
          run: async () => (await commitAndTag(docker, vps.container()), {}),
          tidy: () => removeRawSnapshot(docker),
        },
        {
          what: 'POST snapshot',
          prepare,
          run: async () => ({ operation: await vps.takeSnapshot() }),
          tidy: () => vps.deleteSnapshots(0),
        },
      ],
    },
    signal,
  );
  const timeline = size === TEN_MEGABYTES;
  return makeMeasure(`snapshot, ${size.name}`, 'ms', await withTraces(context, sides, { timeline }));
}
