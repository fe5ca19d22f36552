import { type Target, TARGETS } from './fault-stack';
import { type Judged, violationsOf } from './judged';
import { describeFault, type Fault } from './kill';
import { KINDS, type Plan } from './plans';
import type { Subject } from './slot';

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

export function observed(round: number, fault: Fault, judged: Judged): Observation {
  const { subject, plan, end, verdict } = judged;
  return {
    round,
    fault: describeFault(fault),
    target: fault.target,
    mode: fault.mode,
    kind: plan.kind,
    taskId: subject.taskId,
    operationId: end.operationId,
    status: end.status,
    code: end.code,
    detail: end.detail,
    ms: end.ms,
    settledMs: verdict.settledMs,
    steps: end.steps,
    violations: violationsOf(judged),
  };
}

/** Of a VPS that could not be brought to where an operation begins. */
export function unprepared(round: number, plan: Plan, { taskId }: Subject, error: unknown): Observation {
  return {
    round,
    fault: 'before the fault',
    target: null,
    mode: null,
    kind: plan.kind,
    taskId,
    operationId: null,
    status: null,
    code: null,
    detail: null,
    ms: 0,
    settledMs: 0,
    steps: [],
    violations: [`not prepared: ${String(error)}`],
  };
}

/** As it is reported: one line when all is well, else with what went wrong and the operation's steps. */
export function linesOf({
  kind,
  taskId,
  status,
  code,
  detail,
  ms,
  settledMs,
  steps,
  violations,
}: Observation): string[] {
  const how = `${status ?? 'not begun'}${code ? ` (${code})` : ''}`;
  const said = `${kind} ${taskId}: ${how}, ${ms} ms, settled in ${settledMs} ms`;
  if (violations.length === 0) return [`  ok   ${said}`];
  return [
    `  FAIL ${said}`,
    ...violations.map((line) => `       ${line}`),
    ...[detail ?? '', ...steps].map((line) => `         ${line}`),
  ];
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
