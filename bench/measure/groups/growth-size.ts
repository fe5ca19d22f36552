import { statfs } from 'node:fs/promises';
import { BenchVps } from '../bench-vps';
import { DEBIAN_IMAGE, ensureDebianImage } from '../debian-image';
import type { Group } from '../group';
import { makeMeasure } from '../measure';
import { otherFigures, withTraces } from '../operation-sides';
import type { Measure } from '../results';
import { compareFrozen, FREEZE } from './large-snapshots';

const SIZES = [
  { name: '10 MB', bytes: 1e7, runs: 5 },
  { name: '100 MB', bytes: 1e8, runs: 5 },
  { name: '1 GB', bytes: 1e9, runs: 3 },
  { name: '10 GB', bytes: 1e10, runs: 1 },
];
/** The files and their snapshot, and what the disk is to keep. */
const ROOM = 2.5;
const RESERVE_BYTES = 5e9;

/** Time and freeze of a snapshot by how much it holds, as far as the disk has room. */
export const growthOfSize: Group = {
  name: 'growth-size',
  title: 'Growth: snapshots of 10 MB to 10 GB',
  long: true,
  run: async (context) => {
    await ensureDebianImage(context.docker, context.say, context.signal);
    const { bavail, bsize } = await statfs(context.stack.settings.HOLDFAST_DATA);
    const free = bavail * bsize;
    const sizes = SIZES.filter(({ bytes }) => bytes * ROOM + RESERVE_BYTES < free);
    const times: Measure[] = [];
    const freezes: Measure[] = [];
    for (const size of sizes) {
      context.say(`A snapshot of ${size.name}`);
      await BenchVps.with(context, 'bench-size', { image: DEBIAN_IMAGE }, async (vps) => {
        const sides = await compareFrozen(context, vps, size, size.runs, 0);
        times.push(makeMeasure(`snapshot of ${size.name}`, 'ms', await withTraces(context, sides)));
        freezes.push(makeMeasure(`freeze by ${size.name}`, 'ms', otherFigures(sides, FREEZE)));
      });
    }
    const line = (name: string, measures: readonly Measure[], side: number) => ({
      name,
      points: sizes.map(
        ({ bytes }, at) => [bytes / 1e6, (measures[at]?.sides[side]?.summary.median ?? 0) / 1000] as const,
      ),
    });
    const left = SIZES.slice(sizes.length).map(({ name }) => name);
    return {
      measures: [...times, ...freezes],
      charts: [
        {
          name: 'growth-size',
          title: 'A snapshot by how much it holds',
          x: { label: 'MB changed', log: true },
          y: { label: 'median, s', log: true },
          lines: [
            line('POST snapshot', times, 1),
            line('commit, tag', times, 0),
            line('freeze by POST snapshot', freezes, 1),
            line('freeze by commit', freezes, 0),
          ],
        },
      ],
      notes: left.length > 0 ? [`The disk had no room for ${left.join(' and ')}.`] : [],
    };
  },
};
