import type { Chart } from '../report/chart';
import type { Machine } from './machine';
import type { Summary } from './statistics';
import type { TimelineRow } from './timeline';
import type { TraceRow } from './trace';

export type Unit = 'ms' | 'MB' | '1/s';

/** The benchmark's result, as it is written to its JSON file. */
export interface BenchReport {
  format: 2;
  taken_at: string;
  duration_seconds: number;
  machine: Machine;
  /** `HOLDFAST_VERIFY_GRACE_MS`: a part of every restart. */
  verify_grace_ms: number;
  groups: GroupResult[];
}

/** What one group of the benchmark has found. */
export interface GroupResult extends GroupFindings {
  name: string;
  title: string;
  taken_at: string;
  seconds: number;
}

export interface GroupFindings {
  measures: Measure[];
  targets: Target[];
  charts: Chart[];
  /** Whole sentences, for what a figure does not say. */
  notes: string[];
}

/** The same thing done in several ways. */
export interface Measure {
  name: string;
  unit: Unit;
  /** The first is the yardstick of the others where there is more than one. */
  sides: SideResult[];
}

export interface SideResult {
  what: string;
  summary: Summary;
  /** Every single figure; none in a stored report. */
  samples: number[];
  /** Of its median to the yardstick's; not there for the yardstick. */
  ratio?: number;
  /** Where the time went; none where no operation was timed. */
  trace?: TraceRow[];
  /** The operation with the median time, event by event. */
  timeline?: TimelineRow[];
}

/** A figure that the project wants to reach. */
export interface Target {
  what: string;
  measured: number;
  limit: number;
  /** Whether the limit is the least or the most that is wanted. */
  kind: 'at least' | 'at most';
  unit: Unit | 'x' | 's';
  met: boolean;
}

/** Of each thing that was timed, every figure that a run has. */
export interface Samples {
  what: string;
  samples: readonly number[];
  trace?: TraceRow[];
  timeline?: TimelineRow[];
}
