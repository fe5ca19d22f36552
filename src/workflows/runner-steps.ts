import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { RunnerActivities } from '../activities/contract';
import { runnerTaskQueue } from '../domain/names';

type StepName = keyof RunnerActivities;
type StepInput<K extends StepName> = Parameters<RunnerActivities[K]>[0];
type StepResult<K extends StepName> = ReturnType<RunnerActivities[K]>;

/** Performs one step on the runner. `summary` says what it is for: it shows in the Temporal Web UI. */
export type RunStep = <K extends StepName>(name: K, summary: string, input: StepInput<K>) => StepResult<K>;

/**
 * The steps of one runner, on its own task queue.
 *
 * They have no limit on attempts and none on how long they may wait: a runner that is away delays an operation and
 * does not fail it. Failures that repetition cannot mend are marked so by the activity itself. A runner that dies is
 * noticed when its heartbeat stops. A cancelled step is waited for, so that no compensation runs beside it.
 */
export function stepsOf(runner: string): RunStep {
  const activities = proxyActivities<Record<string, (input: unknown) => Promise<unknown>>>({
    taskQueue: runnerTaskQueue(runner),
    startToCloseTimeout: '6 hours',
    heartbeatTimeout: '15 seconds',
    retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds', backoffCoefficient: 2 },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return <K extends StepName>(name: K, summary: string, input: StepInput<K>) =>
    activities[name]?.executeWithOptions({ summary }, [input]) as StepResult<K>;
}
