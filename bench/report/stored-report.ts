import { existsSync, readFileSync } from 'node:fs';
import { formatTable } from '../common/table';
import type { BenchReport, Measure, SideResult } from '../measure/results';
import { formatFigure } from './format-figures';

/** Where the repository keeps the last run that was stored, from its root. */
export const STORED_REPORT = 'docs/performance/last-run.json';

/** Undefined when there is none, or one of another format. */
export function readStoredReport(file: string): BenchReport | undefined {
  if (!existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(file, 'utf8')) as { format: number };
  return report.format === 2 ? (report as BenchReport) : undefined;
}

/** A report to be stored: what was not measured this time stays as it was, and single figures are left out. */
export function mergeReports(stored: BenchReport | undefined, now: BenchReport): BenchReport {
  const measured = new Set(now.groups.map(({ name }) => name));
  const kept = (stored?.groups ?? []).filter(({ name }) => !measured.has(name));
  const groups = [...kept, ...now.groups].map((group) => ({
    ...group,
    measures: group.measures.map(withoutSamples),
  }));
  return { ...now, groups };
}

function withoutSamples(measure: Measure): Measure {
  return { ...measure, sides: measure.sides.map((side) => ({ ...side, samples: [] })) };
}

export function reportText(report: BenchReport): string {
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value) ? Math.round(value * 1000) / 1000 : value;
  return `${JSON.stringify(report, rounded, 1)}\n`;
}

const HEADER = ['measure', 'what', 'unit', 'then', 'now', 'change', ''];

/** Each median against that of the stored run; what lies within the spread of both says nothing. */
export function compareReports(stored: BenchReport, now: BenchReport): string {
  const before = new Map(sidesOf(stored).map(({ key, side }) => [key, side]));
  const rows = sidesOf(now).flatMap(({ key, measure, side }) => {
    const then = before.get(key);
    return then === undefined ? [] : [changeRow(measure, then, side)];
  });
  if (rows.length === 0) return 'The stored run has none of these measures.';
  return [
    `Against the stored run (${stored.taken_at.slice(0, 10)}); a star marks what lies outside the middle half of both:`,
    '',
    formatTable(HEADER, rows, [3, 4, 5]),
  ].join('\n');
}

function sidesOf({ groups }: BenchReport): { key: string; measure: Measure; side: SideResult }[] {
  return groups
    .flatMap(({ measures }) => measures)
    .flatMap((measure) =>
      measure.sides.map((side) => ({ key: `${measure.name}|${side.what}`, measure, side })),
    );
}

function changeRow({ name, unit }: Measure, then: SideResult, now: SideResult): string[] {
  const [old, present] = [then.summary, now.summary];
  const change = (present.median / old.median - 1) * 100;
  const isApart = present.p25 > old.p75 || present.p75 < old.p25;
  const percent = `${change < 0 ? '' : '+'}${change.toFixed(0)} %`;
  return [
    name,
    now.what,
    unit,
    formatFigure(old.median),
    formatFigure(present.median),
    percent,
    isApart ? '*' : '',
  ];
}
