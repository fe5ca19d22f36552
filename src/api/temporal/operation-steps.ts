import { defaultPayloadConverter, type DescribeWorkflowExecutionResponse } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils';
import { isoOf } from './timestamps';

/** `waiting`: nobody has begun it; `retrying`: it failed and will be tried again. */
type StepStatus = 'waiting' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'cancelled';

/** One thing that an operation did, does or tries to do on its runner. */
export interface OperationStep {
  name: string;
  summary: string | null;
  status: StepStatus;
  /** When it was asked for. */
  scheduled_at: string | null;
  started_at: string | null;
  ended_at: string | null;
  attempts: number;
  /** Why the step, or its last attempt, failed. */
  error?: { code: string | null; detail: string };
}

type Event = NonNullable<History['events']>[number];
type Failure = NonNullable<Event['activityTaskFailedEventAttributes']>['failure'];
type Pending = DescribeWorkflowExecutionResponse['pendingActivities'];

const SCHEDULED = 1;

/** A step as the history has it; the id is what a pending activity names it by. */
export type RecordedStep = OperationStep & { activityId: string };

/**
 * The steps of an operation, in order, read from its own history: no worker is needed. A step that is under way has
 * no event yet, its attempts are with the execution's pending activities.
 */
export function readSteps(history: History, pending: Pending): OperationStep[] {
  return withPending(readRecordedSteps(history), pending);
}

export function readRecordedSteps(history: History): RecordedStep[] {
  const steps = new Map<string, RecordedStep>();
  for (const event of history.events ?? []) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled) {
      steps.set(String(event.eventId), {
        activityId: scheduled.activityId ?? '',
        name: scheduled.activityType?.name ?? '',
        summary: readSummary(event),
        status: 'waiting',
        scheduled_at: isoOf(event.eventTime),
        started_at: null,
        ended_at: null,
        attempts: 0,
      });
    } else {
      const { of, change } = readChange(event) ?? {};
      const step = steps.get(String(of));
      if (step !== undefined) Object.assign(step, change);
    }
  }
  return [...steps.values()];
}

/** What is known of the steps under way comes on top. The steps that are given stay as they are. */
export function withPending(recorded: readonly RecordedStep[], pending: Pending): OperationStep[] {
  const steps = recorded.map((step) => ({ ...step }));
  for (const activity of pending ?? []) {
    const step = steps.find(({ activityId }) => activityId === activity.activityId);
    if (step === undefined || step.ended_at !== null) continue;
    const hasFailed = Boolean(activity.lastFailure);
    const isWaiting = activity.state === SCHEDULED;
    Object.assign(step, {
      status: isWaiting ? (hasFailed ? 'retrying' : 'waiting') : 'running',
      started_at: isoOf(activity.lastStartedTime),
      attempts: isWaiting && !hasFailed ? 0 : (activity.attempt ?? 1),
      ...(hasFailed && { error: readStepFailure(activity.lastFailure) }),
    });
  }
  return steps.map(({ activityId: _id, ...step }) => step);
}

/** How an event changes the step whose scheduling was the event with the id `of`. */
function readChange(event: Event): { of: unknown; change: Partial<OperationStep> } | undefined {
  const at = isoOf(event.eventTime);
  const started = event.activityTaskStartedEventAttributes;
  if (started) {
    return {
      of: started.scheduledEventId,
      change: { status: 'running', started_at: at, attempts: started.attempt ?? 1 },
    };
  }
  const completed = event.activityTaskCompletedEventAttributes;
  if (completed) return { of: completed.scheduledEventId, change: { status: 'succeeded', ended_at: at } };
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  if (failed) {
    return {
      of: failed.scheduledEventId,
      change: { status: 'failed', ended_at: at, error: readStepFailure(failed.failure) },
    };
  }
  const cancelled = event.activityTaskCanceledEventAttributes;
  if (cancelled) return { of: cancelled.scheduledEventId, change: { status: 'cancelled', ended_at: at } };
  return undefined;
}

function readSummary({ userMetadata }: Event): string | null {
  const summary = userMetadata?.summary;
  return summary ? defaultPayloadConverter.fromPayload<string>(summary) : null;
}

function readStepFailure(failure: Failure | undefined): { code: string | null; detail: string } {
  return { code: failure?.applicationFailureInfo?.type ?? null, detail: failure?.message ?? '' };
}
