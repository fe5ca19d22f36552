import { BenchVps, writeChange } from '../bench-vps';
import { compare } from '../compare';
import type { BenchContext, Group } from '../group';
import { atMost, makeMeasure, medianOf } from '../measure';
import { withTraces } from '../operation-sides';
import { RawVps } from '../raw-vps';
import type { Measure } from '../results';
import { type ChangeSize, SMALL_CHANGES, TEN_MEGABYTES } from '../sizes';

const MOST_ADDED_MS = 200;

/**
 * The raw sequence against `POST restart` with its automatic snapshot, on two containers of one configuration: each
 * restart of either makes a new container from a new image, so that both grow by a layer a round.
 */
export const restarts: Group = {
  name: 'restart',
  title: 'A whole restart, with the snapshot that it takes',
  run: (context) =>
    BenchVps.with(context, 'bench-restarts', {}, async (vps) => {
      const raw = await RawVps.create(context.docker, vps.container());
      try {
        const measures: Measure[] = [];
        for (const size of SMALL_CHANGES) measures.push(await compareRestarts(context, vps, raw, size));
        const targets = measures.map((measure) => {
          const added = medianOf(measure, 1) - medianOf(measure, 0);
          return atMost(`${measure.name}: POST restart beyond raw`, added, MOST_ADDED_MS, 'ms');
        });
        const grace = context.stack.settings.HOLDFAST_VERIFY_GRACE_MS;
        const notes = [
          `A restart through Holdfast includes the ${grace} ms in which the VPS must show that it stays up.`,
        ];
        return { measures, targets, notes };
      } finally {
        await raw.remove();
      }
    }),
};

async function compareRestarts(
  context: BenchContext,
  vps: BenchVps,
  raw: RawVps,
  size: ChangeSize,
): Promise<Measure> {
  const sides = await compare(
    {
      runs: context.runs,
      sides: [
        {
          what: 'stop, commit, rename, create, start, remove',
          prepare: () => writeChange(raw.container(), size.bytes),
          run: async () => (await raw.restart(), {}),
        },
        {
          what: 'POST restart',
          prepare: () => writeChange(vps.container(), size.bytes),
          run: async () => ({ operation: await vps.restart() }),
          tidy: () => vps.deleteSnapshots(1),
        },
      ],
    },
    context.signal,
  );
  const timeline = size === TEN_MEGABYTES;
  return makeMeasure(`restart, ${size.name}`, 'ms', await withTraces(context, sides, { timeline }));
}
