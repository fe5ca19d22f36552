/** A diagram of lines, as data: `renderChart` draws it. */
export interface Chart {
  /** Of its file, without an ending. */
  name: string;
  title: string;
  x: Axis;
  y: Axis;
  lines: readonly ChartLine[];
}

export interface Axis {
  /** With the unit. */
  label: string;
  log?: boolean;
  /** Whether zero is shown although all figures are far from it. Not with `log`. */
  fromZero?: boolean;
}

export interface ChartLine {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
}

/** Where an axis begins and ends, and where it is marked. */
export interface Scale {
  low: number;
  high: number;
  ticks: number[];
  /** From 0 at the low end to 1 at the high one. */
  at: (value: number) => number;
}

const WANTED_TICKS = 5;

/** Ends on round figures that hold all values. */
export function scaleFor(values: readonly number[], axis: Axis): Scale {
  return axis.log === true ? logScale(values) : linearScale(values, axis.fromZero === true);
}

function linearScale(values: readonly number[], fromZero: boolean): Scale {
  const least = fromZero ? Math.min(0, ...values) : Math.min(...values);
  const most = Math.max(...values, fromZero ? 0 : -Infinity);
  const span = most > least ? most - least : Math.max(Math.abs(most), 1);
  const step = roundStep(span / WANTED_TICKS);
  const low = Math.floor(least / step) * step;
  const high = Math.max(Math.ceil(most / step) * step, low + step);
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) => low + index * step);
  return { low, high, ticks, at: (value) => (value - low) / (high - low) };
}

/** The next 1, 2 or 5 times a power of ten. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const digit = [1, 2, 5].find((candidate) => candidate * power >= step * 0.999) ?? 10;
  return digit * power;
}

/** Marked at the powers of ten, and at 2 and 5 between them when there are few. */
function logScale(values: readonly number[]): Scale {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  const [least, most] = [Math.min(...logs), Math.max(...logs)];
  const digits = most - least < 2.5 ? [1, 2, 5] : [1];
  const marks: number[] = [];
  for (let power = Math.floor(least); power <= Math.ceil(most); power += 1)
    for (const digit of digits) marks.push(digit * 10 ** power);
  const low = marks.filter((mark) => mark <= 10 ** least * 1.001).at(-1) ?? 10 ** least;
  const high = marks.find((mark) => mark >= 10 ** most * 0.999 && mark > low) ?? low * 10;
  const ticks = marks.filter((mark) => mark >= low && mark <= high);
  const width = Math.log10(high) - Math.log10(low);
  return { low, high, ticks, at: (value) => (Math.log10(value) - Math.log10(low)) / width };
}
