import { BenchVps, writeChange } from '../bench-vps';
import { byExtent, type Group } from '../group';
import { atMost, makeMeasure } from '../measure';

const COMPARED = 10;
const CHANGED_BYTES = 4096;
const MOST_TIMES_FIRST = 1.1;
const WARM_UP = 2;

/** One VPS, restarted again and again with its automatic snapshot and rotation. */
export const inARow: Group = {
  name: 'in-a-row',
  title: 'Restarts in a row',
  run: (context) =>
    BenchVps.with(context, 'bench-in-a-row', { maxSnapshots: 5 }, async (vps) => {
      const planned = byExtent(context.extent, { quick: 6, normal: 30, growth: 300 });
      const times: number[] = [];
      for (let count = -WARM_UP; count < planned; count += 1) {
        context.signal.throwIfAborted();
        await writeChange(vps.container(), CHANGED_BYTES);
        const askedAt = performance.now();
        await vps.restart();
        if (count >= 0) times.push(performance.now() - askedAt);
      }
      const compared = Math.min(COMPARED, Math.floor(planned / 2));
      const measure = makeMeasure(`${planned} restarts in a row`, 'ms', [
        { what: `the first ${compared}`, samples: times.slice(0, compared) },
        { what: `the last ${compared}`, samples: times.slice(-compared) },
      ]);
      const ratio = measure.sides[1]?.ratio ?? Number.NaN;
      const flatten = context.stack.settings.HOLDFAST_FLATTEN_LAYERS;
      return {
        measures: [measure],
        targets: [atMost(`${measure.name}: the last ${compared} to the first`, ratio, MOST_TIMES_FIRST, 'x')],
        charts: [
          {
            name: 'restarts-in-a-row',
            title: `${planned} restarts of one VPS in a row`,
            x: { label: 'restart' },
            y: { label: 'ms', fromZero: true },
            lines: [{ name: 'POST restart', points: times.map((ms, index) => [index + 1, ms] as const) }],
          },
        ],
        notes:
          planned > flatten
            ? [`At ${flatten} layers the snapshot is flattened to one: those restarts stand out.`]
            : [],
      };
    }),
};
