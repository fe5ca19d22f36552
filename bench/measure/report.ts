import { formatBytes } from '../common/bytes';
import type { Machine } from './machine';
import type { Comparison } from './compare';
import { type Summary, summarize } from './statistics';
import { formatTable } from '../common/table';

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
}

export function asMeasure({ name, raw, holdfast, samples }: Comparison): Measure {
  const [rawMs, holdfastMs] = [summarize(samples.raw), summarize(samples.holdfast)];
  return {
    name,
    raw: { what: raw, ms: rawMs, samples: samples.raw.map(toMicroseconds) },
    holdfast: { what: holdfast, ms: holdfastMs, samples: samples.holdfast.map(toMicroseconds) },
    ratio: holdfastMs.median / rawMs.median,
    added_ms: holdfastMs.median - rawMs.median,
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
  ].join('\n');
}

function formatMachine(machine: Machine): string {
  const { cores, cpu, memory_bytes, kernel, node, docker, storage_driver, temporal, load } = machine;
  return (
    `${cores} cores (${cpu}), ${formatBytes(memory_bytes)}, Linux ${kernel}, Node ${node}, ` +
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
