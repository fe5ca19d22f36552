import { KINDS } from './plans';
import { type Target, TARGETS } from './fault-stack';

/** What one operation and its VPS made of one fault. */
export interface Observation {
  round: number;
  fault: string;
  target: Target | null;
  mode: string | null;
  kind: (typeof KINDS)[number];
  taskId: string;
  operationId: string | null;
  status: string | null;
  code: string | null;
  detail: string | null;
  ms: number;
  settledMs: number;
  steps: string[];
  violations: string[];
}

/** A line for each operation, a column for each target: how many were tried, and how many did not survive. */
export function tableOf(observations: readonly Observation[]): string {
  const header = ['operation', ...TARGETS, 'tried', 'survived', 'failed'];
  const rows = KINDS.map((kind) => {
    const ofKind = observations.filter((seen) => seen.kind === kind);
    return [
      kind,
      ...TARGETS.map((target) => cell(ofKind.filter((seen) => seen.target === target))),
      ...sum(ofKind),
    ];
  });
  const totals = TARGETS.map((target) => cell(observations.filter((seen) => seen.target === target)));
  const lines = [header, ...rows, ['all', ...totals, ...sum(observations)]];
  return lines
    .map(([first = '', ...others]) => [first.padEnd(18), ...others.map((text) => text.padStart(10))].join(''))
    .join('\n');
}

export function failures(observations: readonly Observation[]): Observation[] {
  return observations.filter(({ violations }) => violations.length > 0);
}

function cell(observations: readonly Observation[]): string {
  if (observations.length === 0) return '-';
  const failed = failures(observations).length;
  return failed === 0 ? `${observations.length}` : `${observations.length} (${failed}!)`;
}

function sum(observations: readonly Observation[]): string[] {
  const failed = failures(observations).length;
  return [observations.length, observations.length - failed, failed].map(String);
}
