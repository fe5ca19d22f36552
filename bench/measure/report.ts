import { formatBytes } from '../common/bytes';
import { formatTable } from '../common/table';
import type { Machine } from './machine';
import type { Measurement } from './measurements';
import { type Summary, summarize } from './statistics';
import type { TraceRow } from './trace';

/** The benchmark's result, as it is written to its JSON file. Times are in milliseconds. */
export interface BenchReport {
  format: 1;
  taken_at: string;
  duration_seconds: number;
  machine: Machine;
  /** `HOLDFAST_VERIFY_GRACE_MS`: a part of every restart. */
  verify_grace_ms: number;
  measures: Measure[];
}

export interface Measure {
  name: string;
  raw: { what: string; ms: Summary; samples: number[] };
  holdfast: { what: string; ms: Summary; samples: number[] };
  /** Of the medians, Holdfast's to raw. */
  ratio: number;
  /** Between the medians: what Holdfast adds. */
  added_ms: number;
  /** Where Holdfast's time went; empty for reads. */
  trace: TraceRow[];
}

export function asMeasure({ comparison, trace }: Measurement): Measure {
  const { name, raw, holdfast, samples } = comparison;
  const [rawMs, holdfastMs] = [summarize(samples.raw), summarize(samples.holdfast)];
  return {
    name,
    raw: { what: raw, ms: rawMs, samples: samples.raw.map(toMicroseconds) },
    holdfast: { what: holdfast, ms: holdfastMs, samples: samples.holdfast.map(toMicroseconds) },
    ratio: holdfastMs.median / rawMs.median,
    added_ms: holdfastMs.median - rawMs.median,
    trace,
  };
}

/** The report for people. */
export function formatReport({ machine, measures, duration_seconds, verify_grace_ms }: BenchReport): string {
  const rows = measures.flatMap(({ name, raw, holdfast, ratio, added_ms }) => [
    [name, raw.what, ...figures(raw.ms), '', ''],
    ['', holdfast.what, ...figures(holdfast.ms), signed(added_ms), `${ratio.toFixed(2)} x`],
  ]);
  const header = ['measure', 'what', 'runs', 'median', 'p25', 'p75', 'p99', 'max', 'added', 'ratio'];
  return [
    `Times in ms. Raw dockerode and Holdfast took turns in one run of ${duration_seconds.toFixed(0)} s, on`,
    formatMachine(machine),
    '',
    formatTable(header, rows, [2, 3, 4, 5, 6, 7, 8, 9]),
    '',
    `A restart through Holdfast includes the ${verify_grace_ms} ms in which the VPS must show that it stays up.`,
    '',
    "Where Holdfast's time went, mean ms:",
    '',
    formatTraces(measures),
  ].join('\n');
}

/** A step waits for its workflow to ask for it, then for the runner to take it up, then it is at work. */
function formatTraces(measures: readonly Measure[]): string {
  const rows = measures.flatMap(({ name, trace }) =>
    trace.map(({ step, decided, queued, work }, index) => [
      index === 0 ? name : '',
      step,
      ...[decided, queued, work].map((ms) => ms.toFixed(0)),
    ]),
  );
  return formatTable(['measure', 'step', 'until asked for', 'until begun', 'work'], rows, [2, 3, 4]);
}

function formatMachine(machine: Machine): string {
  const { cores, cpu, memory_bytes, kernel, node, docker, storage_driver, temporal, load } = machine;
  return (
    `${cores} cores (${cpu}), ${formatBytes(memory_bytes)}, ${kernel}, Node ${node}, ` +
    `Docker ${docker} on ${storage_driver}, Temporal server ${temporal}; load ${load.toFixed(1)} beforehand`
  );
}

function figures({ count, median, p25, p75, p99, max }: Summary): string[] {
  return [String(count), ...[median, p25, p75, p99, max].map((ms) => ms.toFixed(1))];
}

function signed(ms: number): string {
  return `${ms < 0 ? '' : '+'}${ms.toFixed(1)}`;
}

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
