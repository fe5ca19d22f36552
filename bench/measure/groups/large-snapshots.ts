import { BenchVps, writeChange } from '../bench-vps';
import { compare, type OtherFigures, type TimedSide } from '../compare';
import { DEBIAN_IMAGE, ensureDebianImage } from '../debian-image';
import { FreezeWatch } from '../freeze-watch';
import { type BenchContext, byExtent, type Group } from '../group';
import { atMost, makeMeasure, ratioOf } from '../measure';
import { otherFigures, withTraces } from '../operation-sides';
import { commitAndTag, removeRawSnapshot } from '../raw-snapshot';
import { type ChangeSize, ONE_GIGABYTE } from '../sizes';

const MOST_TIMES_RAW = 1.03;
/** Of the freeze: two runs of the very same commit differ by more than nothing. */
const MOST_TIMES_RAW_FREEZE = 1;
export const FREEZE = 'freeze';

/** Time and freeze of a snapshot of a gigabyte, in the same runs: they take long. */
export const largeSnapshots: Group = {
  name: 'snapshot-1gb',
  title: 'A snapshot of 1 GB, and how long it freezes the VPS',
  run: async (context) => {
    await ensureDebianImage(context.docker, context.say, context.signal);
    return BenchVps.with(context, 'bench-gigabyte', { image: DEBIAN_IMAGE }, async (vps) => {
      const runs = byExtent(context.extent, { quick: 1, normal: 3, growth: 5 });
      const sides = await compareFrozen(context, vps, ONE_GIGABYTE, runs, 0);
      const time = makeMeasure('snapshot, 1 GB', 'ms', await withTraces(context, sides));
      const freeze = makeMeasure('freeze, 1 GB', 'ms', otherFigures(sides, FREEZE));
      return {
        measures: [time, freeze],
        targets: [
          atMost('snapshot, 1 GB: POST snapshot to raw', ratioOf(time, 1), MOST_TIMES_RAW, 'x'),
          atMost("freeze, 1 GB: to raw commit's", ratioOf(freeze, 1), MOST_TIMES_RAW_FREEZE, 'x'),
        ],
      };
    });
  },
};

/** Commit and tag against `POST snapshot` of a running Debian, whose standstill is measured in it meanwhile. */
export function compareFrozen(
  { docker, signal }: BenchContext,
  vps: BenchVps,
  size: ChangeSize,
  runs: number,
  warmUp = 1,
): Promise<TimedSide[]> {
  let watch: FreezeWatch | undefined;
  const prepare = async (): Promise<void> => {
    await writeChange(vps.container(), size.bytes);
    watch = await FreezeWatch.start(vps.container());
  };
  const frozen = async (): Promise<OtherFigures> => ({ [FREEZE]: (await watch?.end()) ?? Number.NaN });
  return compare(
    {
      runs,
      warmUp,
      sides: [
        {
          what: 'commit, tag',
          prepare,
          run: async () => (await commitAndTag(docker, vps.container()), {}),
          after: frozen,
          tidy: () => removeRawSnapshot(docker),
        },
        {
          what: 'POST snapshot',
          prepare,
          run: async () => ({ operation: await vps.takeSnapshot() }),
          after: frozen,
          tidy: () => vps.deleteSnapshots(0),
        },
      ],
    },
    signal,
  );
}
