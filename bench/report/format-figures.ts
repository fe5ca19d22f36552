import type { Machine } from '../measure/machine';
import type { Measure, SideResult, Target } from '../measure/results';
import { formatBytes } from '../common/bytes';

/** With as many digits as say something. */
export function formatFigure(figure: number): string {
  if (!Number.isFinite(figure)) return '-';
  return figure.toFixed(Math.abs(figure) >= 1000 ? 0 : Math.abs(figure) >= 10 ? 1 : 2);
}

export const MEASURES_HEADER = [
  'measure',
  'what',
  'unit',
  'runs',
  'median',
  'p25',
  'p75',
  'p99',
  'max',
  'ratio',
] as const;
/** Its columns of figures. */
export const MEASURES_RIGHT = [3, 4, 5, 6, 7, 8, 9];

/** What belongs under {@link MEASURES_HEADER}: a row for each side, the first with the measure's name. */
export function measureRows(measures: readonly Measure[]): string[][] {
  return measures.flatMap(({ name, unit, sides }) =>
    sides.map((side, index) => [index === 0 ? name : '', side.what, unit, ...figuresOf(side)]),
  );
}

function figuresOf({ summary, ratio }: SideResult): string[] {
  const { count, median, p25, p75, p99, max } = summary;
  const spread = [median, p25, p75, p99, max].map(formatFigure);
  return [String(count), ...spread, ratio === undefined ? '' : `${ratio.toFixed(2)} x`];
}

export const TARGET_HEADER = ['target', 'measured', 'wanted', 'met'] as const;

export function targetRow({ what, measured, limit, kind, unit, met }: Target): string[] {
  return [
    what,
    `${formatFigure(measured)} ${unit}`,
    `${kind} ${formatFigure(limit)} ${unit}`,
    met ? 'yes' : 'no',
  ];
}

export function formatMachine(machine: Machine): string {
  const { cores, cpu, memory_bytes, kernel, node, docker, storage_driver, temporal, load } = machine;
  return (
    `${cores} cores (${cpu}), ${formatBytes(memory_bytes)}, ${kernel}, Node ${node}, ` +
    `Docker ${docker} on ${storage_driver}, Temporal server ${temporal}; load ${load.toFixed(1)} beforehand`
  );
}
