import { z } from 'zod';
import { byExtent, type Group } from '../group';
import { atMost, makeMeasure, medianOf } from '../measure';
import { RECORDS_RUNNER } from '../record-fleet';
import type { Measure, Target } from '../results';
import { timeInTurns } from '../time-in-turns';

const TARGET_COUNT = 1000;
const MOST_P50_MS = 100;
const BATCHES = 2;

const pageSchema = z.object({ count: z.number(), next: z.string().optional() });

const PAGES = [
  { what: 'first page, default limit', query: '' },
  { what: 'first page of a runner', query: `?runner=${RECORDS_RUNNER}` },
  { what: 'first page of those stopped', query: '?status=stopped' },
  { what: 'first page of 200', query: '?limit=200' },
];

/** `GET /api/vps` with records of VPSs that have no container. */
export const fleet: Group = {
  name: 'fleet',
  title: 'The list of the fleet',
  run: async ({ stack, records, extent, signal, say }) => {
    const get = async (query: string): Promise<z.output<typeof pageSchema>> => {
      const response = await fetch(`${stack.stack.apiUrl}/api/vps${query}`);
      return pageSchema.parse(await response.json());
    };
    const counts = byExtent(extent, {
      quick: [100],
      normal: [100, TARGET_COUNT],
      growth: [100, TARGET_COUNT, 5000],
    });
    const measures: Measure[] = [];
    const targets: Target[] = [];
    for (const count of counts) {
      say(`${count} records of VPSs`);
      await records.ensure(count);
      const listed = PAGES.map(({ what, query }) => ({ what, run: () => get(query) }));
      const measure = makeMeasure(
        `GET /api/vps, ${count} VPSs`,
        'ms',
        await timeInTurns(listed, byExtent(extent, { quick: 1, normal: BATCHES }), signal),
      );
      measures.push(measure, await timeAllPages(get, count));
      if (count === TARGET_COUNT)
        targets.push(
          ...measure.sides
            .slice(0, 3)
            .map(({ what }, side) =>
              atMost(`GET /api/vps, ${count} VPSs, ${what}: p50`, medianOf(measure, side), MOST_P50_MS, 'ms'),
            ),
        );
    }
    const points = counts.map((count, at) => [count, medianOf(measures[2 * at] ?? unmeasured, 0)] as const);
    const allPages = counts.map(
      (count, at) => [count, medianOf(measures[2 * at + 1] ?? unmeasured, 0)] as const,
    );
    return {
      measures,
      targets,
      charts: [
        {
          name: 'fleet',
          title: 'GET /api/vps by the number of VPSs',
          x: { label: 'VPSs', log: true },
          y: { label: 'median, ms' },
          lines: [
            { name: 'first page', points },
            { name: 'all pages of 200', points: allPages },
          ],
        },
      ],
      notes: [
        'The VPSs are records without containers: an entity workflow each, as large as that of a VPS with three snapshots.',
      ],
    };
  },
};

const unmeasured: Measure = { name: '', unit: 'ms', sides: [] };

async function timeAllPages(
  get: (query: string) => Promise<z.output<typeof pageSchema>>,
  count: number,
): Promise<Measure> {
  const samples: number[] = [];
  for (let time = 0; time < 3; time += 1) {
    const startedAt = performance.now();
    let listed = 0;
    for (let next: string | undefined = ''; next !== undefined;) {
      const page = await get(`?limit=200${next === '' ? '' : `&next=${next}`}`);
      listed += page.count;
      next = page.next;
    }
    samples.push(performance.now() - startedAt);
    if (listed < count) throw new Error(`the pages show ${listed} of ${count} VPSs`);
  }
  return makeMeasure(`all pages of 200, ${count} VPSs`, 'ms', [
    { what: 'GET /api/vps, page by page', samples },
  ]);
}
