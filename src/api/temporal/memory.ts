import type { VpsMemo } from '../../domain/vps';
import type { TemporalDeps } from './quickly';
import { RunnerDirectory } from './runners';
import { SharedReads } from './shared-reads';
import { Unsettled } from './unsettled';

/** What one API process remembers of Temporal, for its routes and its terminals alike. */
export interface TemporalMemory {
  unsettled: Unsettled;
  reads: SharedReads<VpsMemo | undefined>;
  runners: RunnerDirectory;
}

export function newTemporalMemory(deps: TemporalDeps): TemporalMemory {
  return {
    unsettled: new Unsettled(),
    reads: new SharedReads<VpsMemo | undefined>(),
    runners: new RunnerDirectory(deps),
  };
}
