import { isCancellation, metricMeter } from '@temporalio/workflow';
import type { OperationKind, OperationStatus } from '../domain/operation';
import { OPERATION_DURATION_METRIC, OPERATIONS_METRIC } from '../domain/operation-metrics';

type Result = Extract<OperationStatus, 'succeeded' | 'failed' | 'cancelled'>;

/**
 * Counts an operation when it ends. The meter keeps silent while a history is replayed, so that a restarted worker does
 * not count again; one that dies at that very moment may count twice, or not at all.
 */
export async function measured<T>(kind: OperationKind, perform: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  try {
    const value = await perform();
    count(kind, 'succeeded', startedAt);
    return value;
  } catch (error) {
    count(kind, isCancellation(error) ? 'cancelled' : 'failed', startedAt);
    throw error;
  }
}

function count(kind: OperationKind, result: Result, startedAt: number): void {
  const tags = { kind, result };
  metricMeter.createCounter(OPERATIONS_METRIC, undefined, 'Operations that have ended.').add(1, tags);
  metricMeter
    .createHistogram(
      OPERATION_DURATION_METRIC,
      'float',
      'seconds',
      'How long operations took, once it was their turn.',
    )
    .record((Date.now() - startedAt) / 1000, tags);
}
