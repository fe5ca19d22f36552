import { CancelledFailure } from '@temporalio/common';
import type { Phase } from '../domain/phase';

/**
 * The phases of a step that does several things in a row, see {@link Phase}. A step may be cancelled between any two of
 * them.
 */
export class Phases {
  readonly list: Phase[] = [];

  /** @param onChange is called when a phase begins and when it ends */
  constructor(
    private readonly cancelled: AbortSignal,
    private readonly onChange: (phases: Phase[]) => void,
  ) {}

  /** @throws CancelledFailure when the step was cancelled before */
  async run<T>(name: string, summary: string, work: () => Promise<T>): Promise<T> {
    if (this.cancelled.aborted) throw new CancelledFailure('The step was cancelled');
    const phase: Phase = { name, summary, started_at: now(), ended_at: null };
    this.list.push(phase);
    this.onChange(this.list);
    const result = await work();
    phase.ended_at = now();
    this.onChange(this.list);
    return result;
  }
}

function now(): string {
  return new Date().toISOString();
}
