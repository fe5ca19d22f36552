import type { Client } from '@temporalio/client';
import type Docker from 'dockerode';
import type { Say } from '../../src/platform/say';
import type { HoldfastApi } from '../common/api';
import type { BenchStack } from './private-stack';
import type { RecordFleet } from './record-fleet';
import type { GroupFindings } from './results';

/** How much is measured: `quick` to see that all of it works, `growth` for hours. */
export interface Extent {
  quick: boolean;
  growth: boolean;
}

/** What a group works with. */
export interface BenchContext {
  api: HoldfastApi;
  docker: Docker;
  temporal: Client;
  stack: BenchStack;
  records: RecordFleet;
  extent: Extent;
  /** How often each change is timed. */
  runs: number;
  /** Ends it between two runs. */
  signal: AbortSignal;
  say: Say;
}

/** A part of the benchmark that can be run alone. What it makes it removes again. */
export interface Group {
  name: string;
  title: string;
  /** Whether it is run only with `--growth`, or when it is named. */
  long?: true;
  run(context: BenchContext): Promise<Partial<GroupFindings> & Pick<GroupFindings, 'measures'>>;
}

/** One of three numbers, by how much is to be measured. */
export function byExtent<T>({ quick, growth }: Extent, sizes: { quick: T; normal: T; growth?: T }): T {
  if (quick) return sizes.quick;
  return growth ? (sizes.growth ?? sizes.normal) : sizes.normal;
}
