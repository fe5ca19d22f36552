import type { History } from '@temporalio/common/lib/proto-utils';
import { readExpectedSteps } from './operation-progress';
import { readRecordedSteps, type RecordedStep } from './operation-steps';

/** What is read from the history of an operation. */
export interface HistoryReading {
  steps: RecordedStep[];
  expected: string[] | null;
}

const MOST_KEPT = 500;

/**
 * Spares a look into a history that has not grown: whoever watches an operation asks several times a second, and its
 * description tells how long the history is.
 */
export class HistoryCache {
  private readonly readings = new Map<string, { length: number; reading: HistoryReading }>();

  async read(runId: string, length: number, fetch: () => Promise<History>): Promise<HistoryReading> {
    const known = this.readings.get(runId);
    if (known?.length === length) return known.reading;
    const history = await fetch();
    const reading = { steps: readRecordedSteps(history), expected: readExpectedSteps(history) };
    this.readings.delete(runId);
    // It may have grown since it was described.
    this.readings.set(runId, { length: history.events?.length ?? length, reading });
    const [oldest] = this.readings.keys();
    if (this.readings.size > MOST_KEPT && oldest !== undefined) this.readings.delete(oldest);
    return reading;
  }
}
