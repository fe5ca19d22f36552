import { formatTable } from '../common/table';
import type { BenchReport, GroupResult } from '../measure/results';
import {
  formatMachine,
  measureRows,
  MEASURES_HEADER,
  MEASURES_RIGHT,
  TARGET_HEADER,
  targetRow,
} from './format-figures';

/** The report for people, on a terminal. */
export function formatReport(report: BenchReport): string {
  const { machine, groups, duration_seconds } = report;
  return [
    `Where there are several ways they took turns, the first is the yardstick. One run of ${duration_seconds.toFixed(0)} s, on`,
    formatMachine(machine),
    ...groups.flatMap((group) => ['', formatGroup(group)]),
    '',
    'Targets:',
    '',
    formatTable(
      TARGET_HEADER,
      groups.flatMap(({ targets }) => targets.map(targetRow)),
      [1],
    ),
    ...formatTraces(groups),
  ].join('\n');
}

function formatGroup({ name, title, seconds, measures, notes }: GroupResult): string {
  const table = formatTable(MEASURES_HEADER, measureRows(measures), MEASURES_RIGHT);
  const head = `${title} (${name}, ${seconds.toFixed(0)} s)`;
  return [head, '', table, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

/** A step waits for its workflow to ask for it, then for the runner to take it up, then it is at work. */
function formatTraces(groups: readonly GroupResult[]): string[] {
  const rows = groups
    .flatMap(({ measures }) => measures)
    .flatMap(({ name, sides }) => sides.map(({ what, trace = [] }) => ({ name: `${name}: ${what}`, trace })))
    .flatMap(({ name, trace }) =>
      trace.map(({ step, decided, queued, work }, index) => [
        index === 0 ? name : '',
        step,
        ...[decided, queued, work].map((ms) => ms.toFixed(0)),
      ]),
    );
  if (rows.length === 0) return [];
  const header = ['measure', 'step', 'until asked for', 'until begun', 'work'];
  return ['', "Where Holdfast's time went, mean ms:", '', formatTable(header, rows, [2, 3, 4])];
}
