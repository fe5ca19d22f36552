import type { DescribeWorkflowExecutionResponse } from '@temporalio/client';
import type { TemporalDeps } from './quickly';
import { runnerOf, type RunnerDirectory, saySilence } from './runners';
import type { SummaryDeps } from './summarize-operation';
import { millisOf } from './timestamps';

export type WaitingDeps = TemporalDeps & SummaryDeps & { runners: RunnerDirectory };

/** What a worker that is there takes at once. */
const PATIENCE_MS = 3000;

/**
 * What keeps a running operation from going on, in people's words: a runner that is silent, a step that fails and is
 * tried again, no host worker. Null when it is simply at work.
 */
export async function findWhatItWaitsFor(
  deps: WaitingDeps,
  { pendingActivities, pendingWorkflowTask, workflowExecutionInfo }: DescribeWorkflowExecutionResponse,
): Promise<string | null> {
  const pending = pendingActivities ?? [];
  if (pending.length > 0) {
    const runner = runnerOf(workflowExecutionInfo);
    const sighting = runner === undefined ? undefined : await deps.runners.sighting(runner);
    if (runner !== undefined && sighting?.alive !== true) {
      return `runner ${runner}, ${saySilence(sighting ?? { last_seen: null })}`;
    }
    const retried = pending.find(({ lastFailure }) => lastFailure);
    if (retried === undefined) return null;
    return (
      `step ${retried.activityType?.name ?? ''} to succeed, attempt ${retried.attempt ?? 1}; ` +
      `the last one failed: ${retried.lastFailure?.message ?? 'no reason given'}`
    );
  }
  const askedAt = millisOf(pendingWorkflowTask?.originalScheduledTime ?? pendingWorkflowTask?.scheduledTime);
  return askedAt !== null && Date.now() - askedAt > PATIENCE_MS ? 'a host worker' : null;
}
