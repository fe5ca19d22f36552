import { BenchVps, writeChange } from '../bench-vps';
import { compare, type OtherFigures } from '../compare';
import { DEBIAN_IMAGE, ensureDebianImage } from '../debian-image';
import { FreezeWatch } from '../freeze-watch';
import { type BenchContext, byExtent, type Group } from '../group';
import { LayerCopies } from '../layer-copies';
import { atMost, makeMeasure, medianOf, ratioOf } from '../measure';
import { otherFigures } from '../operation-sides';
import type { Measure, Target } from '../results';
import { type ChangeSize, ONE_GIGABYTE, SMALL_CHANGES } from '../sizes';
import { compareFrozen, FREEZE } from './large-snapshots';

const MOST_TIMES_RAW = 1;
const SNAPSHOT_SIDE = 1;

/** How long a VPS stands still while it is saved, what that time is spent on, and what else could be done with it. */
export const freeze: Group = {
  name: 'freeze',
  title: 'The freeze of a VPS during a live snapshot, and its parts',
  run: async (context) => {
    await ensureDebianImage(context.docker, context.say, context.signal);
    return BenchVps.with(context, 'bench-freeze', { image: DEBIAN_IMAGE }, async (vps) => {
      const measures: Measure[] = [];
      const targets: Target[] = [];
      for (const size of SMALL_CHANGES) {
        const sides = await compareFrozen(context, vps, size, context.runs);
        const frozen = makeMeasure(`freeze, ${size.name}`, 'ms', otherFigures(sides, FREEZE));
        measures.push(frozen);
        targets.push(
          atMost(`${frozen.name}: to raw commit's`, ratioOf(frozen, SNAPSHOT_SIDE), MOST_TIMES_RAW, 'x'),
        );
      }
      const notes: string[] = [];
      for (const size of [...SMALL_CHANGES, ONE_GIGABYTE]) {
        const parts = await measureParts(context, vps, size);
        if (parts === undefined) continue;
        measures.push(parts);
        notes.push(inWords(parts, size));
      }
      return { measures, targets, notes };
    });
  },
};

/** Undefined where the engine's files are not within reach. */
async function measureParts(
  context: BenchContext,
  vps: BenchVps,
  size: ChangeSize,
): Promise<Measure | undefined> {
  const container = vps.container();
  await writeChange(container, size.bytes);
  const copies = await LayerCopies.of(container, context.stack.settings.HOLDFAST_DATA, size.bytes);
  if (copies === undefined) return undefined;
  try {
    return await compareParts(context, vps, size, copies);
  } finally {
    await copies.remove();
  }
}

async function compareParts(
  { docker, runs: allRuns, extent, signal }: BenchContext,
  vps: BenchVps,
  size: ChangeSize,
  copies: LayerCopies,
): Promise<Measure> {
  const container = vps.container();
  let watch: FreezeWatch | undefined;
  const sides = await compare(
    {
      runs: size === ONE_GIGABYTE ? byExtent(extent, { quick: 1, normal: 2, growth: 3 }) : allRuns,
      warmUp: size === ONE_GIGABYTE ? 0 : 1,
      sides: [
        {
          what: 'commit without a freeze',
          run: async () => (
            await container.commit({ pause: false, repo: 'holdfast-bench', tag: 'parts' }),
            {}
          ),
          tidy: () => docker.getImage('holdfast-bench:parts').remove(),
        },
        {
          what: 'standstill of freeze and thaw alone',
          prepare: async () => {
            watch = await FreezeWatch.start(container);
          },
          run: async () => {
            await container.pause();
            await container.unpause();
            return {};
          },
          after: async (): Promise<OtherFigures> => ({ [FREEZE]: (await watch?.end()) ?? Number.NaN }),
        },
        { what: "read the layer's files as a tar", run: async () => (await copies.readAsTar(), {}) },
        {
          what: "copy the layer's files",
          run: async () => (await copies.copy(), {}),
          tidy: () => copies.removeCopy(),
        },
        ...(copies.canShareBlocks
          ? [
              {
                what: "clone the layer's files on XFS (reflink)",
                run: async () => (await copies.cloneOnXfs(), {}),
                tidy: () => copies.removeClone(),
              },
            ]
          : []),
      ],
    },
    signal,
  );
  const figures = sides.map(({ what, ms, others }) => ({ what, samples: others[FREEZE] ?? ms }));
  return makeMeasure(`parts of a freeze, ${size.name}`, 'ms', figures);
}

function inWords(parts: Measure, { name }: ChangeSize): string {
  const [commit, thaw, tar, copy, clone] = parts.sides.map((_, side) => medianOf(parts, side).toFixed(0));
  const withClone = clone === undefined ? '' : `, and a reflink clone on XFS ${clone} ms`;
  return (
    `Of a commit of ${name}, ${commit} ms without its freeze, reading the changed files takes ${tar} ms. A freeze that ` +
    `lasts only as long as a copy of them would be ${copy} ms${withClone}; freeze and thaw alone are ${thaw} ms.`
  );
}
