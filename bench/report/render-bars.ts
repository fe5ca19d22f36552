import { scaleFor } from './chart';
import type { Measure } from '../measure/results';
import { formatTick } from './render-chart';
import { COLOURS, element, FAINT, GRID, INK, picture, textAt } from './svg';

const WIDTH = 760;
const LEFT = 276;
const RIGHT = 690;
const TOP = 58;
const BAR = 17;
const BETWEEN_GROUPS = 30;
const BETWEEN_BARS = 5;

/**
 * Draws the medians of measures as bars, with a line from the first to the third quartile. A measure's yardstick is
 * grey.
 */
export function renderBars(title: string, unit: string, measures: readonly Measure[]): string {
  const sides = measures.flatMap((measure) => measure.sides);
  const values = sides.flatMap(({ summary }) => [summary.median, summary.p75]);
  const scale = scaleFor(values, { label: unit, fromZero: true });
  const at = (value: number): number => LEFT + scale.at(value) * (RIGHT - LEFT);
  const bars: string[] = [];
  let top = TOP;
  for (const measure of measures) {
    bars.push(textAt(24, top + 10, measure.name, { weight: 600 }));
    top += 18;
    measure.sides.forEach(({ what, summary }, index) => {
      const fill =
        index === 0 && measure.sides.length > 1 ? '#8c959f' : (COLOURS[Math.max(0, index - 1)] ?? INK);
      const middle = top + BAR / 2;
      bars.push(
        textAt(LEFT - 10, middle + 4, what, { anchor: 'end', size: 11, fill: FAINT }),
        element('rect', {
          x: LEFT,
          y: top,
          width: Math.max(1, at(summary.median) - LEFT),
          height: BAR,
          rx: 2,
          fill,
        }),
        element('line', { x1: at(summary.p25), x2: at(summary.p75), y1: middle, y2: middle, stroke: INK }),
        textAt(at(Math.max(summary.median, summary.p75)) + 6, middle + 4, formatTick(round(summary.median)), {
          size: 11,
        }),
      );
      top += BAR + BETWEEN_BARS;
    });
    top += BETWEEN_GROUPS - BETWEEN_BARS - 12;
  }
  const grid = scale.ticks.flatMap((tick) => [
    element('line', { x1: at(tick), x2: at(tick), y1: TOP + 10, y2: top - 8, stroke: GRID }),
    textAt(at(tick), top + 10, formatTick(tick), { anchor: 'middle', fill: FAINT }),
  ]);
  const label = textAt((LEFT + RIGHT) / 2, top + 32, `${unit}, median; the line is half of all runs`, {
    anchor: 'middle',
    fill: FAINT,
  });
  const head = textAt(24, 30, title, { size: 16, weight: 600 });
  return picture(WIDTH, top + 46, title, [head, ...grid, ...bars, label]);
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
}
