import type { RuntimeOptions } from '@temporalio/worker';
import { OPERATION_DURATION_METRIC } from '../domain/operation-metrics';

/** Seconds. Operations last from one step to the pull of a large image. */
const OPERATION_BUCKETS = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800];

/** Makes a worker answer `GET /metrics` at this address: with the SDK's own metrics, and those that workflows count. */
export function sdkMetrics(
  address: string | undefined,
): Pick<NonNullable<RuntimeOptions['telemetryOptions']>, 'metrics'> {
  if (address === undefined) return {};
  return {
    metrics: {
      prometheus: {
        bindAddress: address,
        countersTotalSuffix: true,
        unitSuffix: true,
        useSecondsForDurations: true,
        histogramBucketOverrides: { [OPERATION_DURATION_METRIC]: OPERATION_BUCKETS },
      },
    },
  };
}
