import { scaleFor } from '../../../bench/report/chart';
import { renderChart } from '../../../bench/report/render-chart';

describe('the scale of an axis', () => {
  it('ends on round figures that hold all values', () => {
    const { low, high, ticks } = scaleFor([103, 487], { label: 'ms' });
    expect([low, high]).toEqual([100, 500]);
    expect(ticks).toEqual([100, 200, 300, 400, 500]);
  });

  it('begins at zero when that is asked for', () => {
    expect(scaleFor([103, 487], { label: 'ms', fromZero: true }).low).toBe(0);
  });

  it('has room for a single value', () => {
    const { low, high, at } = scaleFor([7], { label: 'ms' });
    expect(high).toBeGreaterThan(low);
    expect(at(7)).toBeGreaterThanOrEqual(0);
    expect(at(7)).toBeLessThanOrEqual(1);
  });

  it('marks powers of ten on a logarithmic axis, at equal distances', () => {
    const { ticks, at } = scaleFor([10, 9000], { label: 'MB', log: true });
    expect(ticks).toEqual([10, 100, 1000, 10_000]);
    expect(at(100)).toBeCloseTo(1 / 3);
    expect(at(1000)).toBeCloseTo(2 / 3);
  });
});

describe('a drawn diagram', () => {
  const chart = {
    name: 'test',
    title: 'Reads & writes <of one VPS>',
    x: { label: 'VPSs' },
    y: { label: 'ms' },
    lines: [
      {
        name: 'first',
        points: [
          [0, 10],
          [100, 20],
        ],
      },
      { name: 'without points', points: [] },
    ],
  } as const;

  it('escapes what people wrote', () => {
    const svg = renderChart(chart);
    expect(svg).toContain('Reads &amp; writes &lt;of one VPS&gt;');
    expect(svg).not.toContain('<of one');
  });

  it('draws each line that has points within the picture, and names it', () => {
    const svg = renderChart(chart);
    const lines = [...svg.matchAll(/<polyline points="([^"]+)"/g)].map(([, points = '']) => points);
    expect(lines).toHaveLength(1);
    const [, , width = '', height = ''] = /viewBox="(\S+) (\S+) (\S+) (\S+)"/.exec(svg)?.slice(1) ?? [];
    for (const point of lines.flatMap((points) => points.split(' '))) {
      const [x = Number.NaN, y = Number.NaN] = point.split(',').map(Number);
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(Number(width));
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(Number(height));
    }
    expect(svg).toContain('>first</text>');
    expect(svg).not.toContain('without points');
  });
});
