import { type Chart, type ChartLine, type Scale, scaleFor } from './chart';
import { COLOURS, element, FAINT, GRID, INK, picture, textAt } from './svg';

const WIDTH = 760;
const PLOT = { left: 72, top: 78, width: 660, height: 270 };
const BOTTOM = PLOT.top + PLOT.height;
const HEIGHT = BOTTOM + 56;
const LEGEND_Y = 56;
/** Of a letter of the legend, about. */
const LETTER = 6.4;
/** More points than that are a line without marks. */
const MARKED = 40;

/** Draws a diagram of lines as an SVG that needs nothing else. */
export function renderChart({ title, x, y, lines }: Chart): string {
  const shown = lines.filter(({ points }) => points.length > 0);
  const points = shown.flatMap((line) => line.points);
  const across = scaleFor(
    points.map(([value]) => value),
    x,
  );
  const up = scaleFor(
    points.map(([, value]) => value),
    y,
  );
  return picture(WIDTH, HEIGHT, title, [
    textAt(PLOT.left - 48, 30, title, { size: 16, weight: 600 }),
    ...legend(shown),
    ...gridOf(up),
    ...marksOf(across),
    element('line', { x1: PLOT.left, x2: PLOT.left + PLOT.width, y1: BOTTOM, y2: BOTTOM, stroke: FAINT }),
    textAt(PLOT.left + PLOT.width / 2, HEIGHT - 14, x.label, { anchor: 'middle', fill: FAINT }),
    textAt(0, 0, y.label, {
      anchor: 'middle',
      fill: FAINT,
      transform: `translate(20 ${PLOT.top + PLOT.height / 2}) rotate(-90)`,
    }),
    ...shown.flatMap((line, index) => drawLine(line, colour(index), across, up)),
  ]);
}

function legend(lines: readonly ChartLine[]): string[] {
  let left = PLOT.left;
  return lines.flatMap(({ name }, index) => {
    const parts = [
      element('rect', { x: left, y: LEGEND_Y - 8, width: 16, height: 4, rx: 2, fill: colour(index) }),
      textAt(left + 22, LEGEND_Y - 1, name, { fill: INK }),
    ];
    left += 22 + name.length * LETTER + 22;
    return parts;
  });
}

function gridOf(up: Scale): string[] {
  return up.ticks.flatMap((tick) => {
    const height = BOTTOM - up.at(tick) * PLOT.height;
    const isBase = height === BOTTOM;
    return [
      ...(isBase
        ? []
        : [
            element('line', {
              x1: PLOT.left,
              x2: PLOT.left + PLOT.width,
              y1: height,
              y2: height,
              stroke: GRID,
            }),
          ]),
      textAt(PLOT.left - 8, height + 4, formatTick(tick), { anchor: 'end', fill: FAINT }),
    ];
  });
}

function marksOf(across: Scale): string[] {
  return across.ticks.flatMap((tick) => {
    const left = PLOT.left + across.at(tick) * PLOT.width;
    return [
      element('line', { x1: left, x2: left, y1: BOTTOM, y2: BOTTOM + 5, stroke: FAINT }),
      textAt(left, BOTTOM + 20, formatTick(tick), { anchor: 'middle', fill: FAINT }),
    ];
  });
}

function drawLine({ points }: ChartLine, stroke: string, across: Scale, up: Scale): string[] {
  const places = points.map(([x, y]) => ({
    left: PLOT.left + across.at(x) * PLOT.width,
    top: BOTTOM - up.at(y) * PLOT.height,
  }));
  const path = places.map(({ left, top }) => `${left.toFixed(1)},${top.toFixed(1)}`).join(' ');
  const marks = places.length > MARKED ? [] : places;
  return [
    element('polyline', {
      points: path,
      fill: 'none',
      stroke,
      'stroke-width': 2,
      'stroke-linejoin': 'round',
      'stroke-linecap': 'round',
    }),
    ...marks.map(({ left, top }) =>
      element('circle', { cx: left, cy: top, r: 3.5, fill: stroke, stroke: '#ffffff', 'stroke-width': 1.5 }),
    ),
  ];
}

/** In short: 0.5, 20, 5,000. */
export function formatTick(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString('en-US', { maximumFractionDigits: 4 });
}

function colour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? INK;
}
