import type { BenchReport, GroupResult, SideResult } from '../measure/results';
import {
  formatFigure,
  formatMachine,
  measureRows,
  MEASURES_HEADER,
  MEASURES_RIGHT,
  TARGET_HEADER,
  targetRow,
} from './format-figures';
import { markdownTable, replaceRegion } from './markdown';
import { renderBars } from './render-bars';
import { renderChart } from './render-chart';

/** The page about speed, and where its pictures are, from the repository's root. */
export const PERFORMANCE_PAGE = 'docs/performance.md';
const PICTURES = 'docs/performance';

/** A file that follows from a stored report. */
export interface MadeFile {
  /** From the repository's root. */
  path: string;
  text: string;
}

/** @param page the page as it is; what people wrote around the marked regions stays */
export function performanceFiles(report: BenchReport, page: string): MadeFile[] {
  const regions = {
    targets: markdownTable(
      TARGET_HEADER,
      report.groups.flatMap(({ targets }) => targets.map(targetRow)),
      [1],
    ),
    measures: [overview(report), ...report.groups.map(groupSection)].join('\n\n'),
    traces: tracesTable(report),
    timelines: timelines(report),
  };
  const text = Object.entries(regions).reduce(
    (so_far, [name, content]) => replaceRegion(so_far, name, content),
    page,
  );
  return [{ path: PERFORMANCE_PAGE, text }, ...overviews(report), ...report.groups.flatMap(chartFiles)];
}

const OVERVIEWS = [
  { name: 'overview', title: 'Small changes, 4 kB and 10 MB', groups: ['snapshot', 'restart', 'downtime'] },
  { name: 'overview-1gb', title: 'Changes of 1 GB', groups: ['snapshot-1gb', 'downtime-1gb'] },
];

function overviews({ groups }: BenchReport): MadeFile[] {
  return OVERVIEWS.flatMap(({ name, title, groups: names }) => {
    const measures = groups.filter((group) => names.includes(group.name)).flatMap((group) => group.measures);
    if (measures.length === 0) return [];
    return [{ path: `${PICTURES}/${name}.svg`, text: renderBars(title, 'ms', measures) }];
  });
}

function chartFiles({ charts }: GroupResult): MadeFile[] {
  return charts.map((chart) => ({ path: `${PICTURES}/${chart.name}.svg`, text: renderChart(chart) }));
}

function overview(report: BenchReport): string {
  const days = [...new Set(report.groups.map(({ taken_at }) => taken_at.slice(0, 10)))].sort();
  const pictures = overviews(report).map(({ path }) => {
    const { title = '' } = OVERVIEWS.find(({ name }) => path.endsWith(`/${name}.svg`)) ?? {};
    return `![${title}](${path.replace('docs/', '')})`;
  });
  return [`Measured ${days.join(', ')} on ${formatMachine(report.machine)}.`, ...pictures].join('\n\n');
}

function groupSection({ name, title, measures, charts, notes }: GroupResult): string {
  return [
    `### ${title}`,
    `\`npm run bench -- --only ${name}\``,
    markdownTable(MEASURES_HEADER, measureRows(measures), MEASURES_RIGHT),
    ...notes,
    ...charts.map((chart) => `![${chart.title}](performance/${chart.name}.svg)`),
  ].join('\n\n');
}

function sidesWith(report: BenchReport, part: 'trace' | 'timeline'): { name: string; side: SideResult }[] {
  return report.groups
    .flatMap(({ measures }) => measures)
    .flatMap(({ name, sides }) => sides.map((side) => ({ name: `${name}: ${side.what}`, side })))
    .filter(({ side }) => side[part] !== undefined);
}

function tracesTable(report: BenchReport): string {
  const rows = sidesWith(report, 'trace').flatMap(({ name, side: { trace = [] } }) => {
    const total = trace.reduce((sum, { decided, queued, work }) => sum + decided + queued + work, 0);
    return [
      ...trace.map(({ step, decided, queued, work }, index) => [
        index === 0 ? name : '',
        step === '(answer)' ? step : `\`${step}\``,
        ...[decided, queued, work].map((ms) => ms.toFixed(0)),
      ]),
      ['', 'in all', '', '', total.toFixed(0)],
    ];
  });
  return markdownTable(['measure', 'step', 'until asked for', 'until begun', 'work'], rows, [2, 3, 4]);
}

function timelines(report: BenchReport): string {
  const sections = sidesWith(report, 'timeline').map(({ name, side: { timeline = [] } }) => {
    const rows = timeline.map(({ ms, where, what }) => [formatFigure(ms), where, what]);
    return [
      `<details>`,
      `<summary>${name}, event by event</summary>`,
      '',
      markdownTable(['ms', 'where', 'what'], rows, [0]),
      '',
      '</details>',
    ].join('\n');
  });
  return sections.join('\n\n');
}
