import { defaultPayloadConverter, type DescribeWorkflowExecutionResponse } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils';
import { FIRST_PHASES, type Phase } from '../../domain/phase';
import { firstOf } from './payloads';
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
  const steps = new Map<string, RecordedStep & { phases?: Phase[] | undefined }>();
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
      const { of, change, phases } = readChange(event) ?? {};
      const step = steps.get(String(of));
      if (step !== undefined) Object.assign(step, change, { phases });
    }
  }
  return [...steps.values()].flatMap(({ phases, ...step }) => inPhases(step, phases));
}

/** What is known of the steps under way comes on top. The steps that are given stay as they are. */
export function withPending(recorded: readonly RecordedStep[], pending: Pending): OperationStep[] {
  const steps = recorded.flatMap((step) => {
    const activity = pending?.find(({ activityId }) => activityId === step.activityId);
    if (activity === undefined || activity === null || step.ended_at !== null) return [step];
    const hasFailed = Boolean(activity.lastFailure);
    const isWaiting = activity.state === SCHEDULED;
    const now: RecordedStep = {
      ...step,
      status: isWaiting ? (hasFailed ? 'retrying' : 'waiting') : 'running',
      started_at: isoOf(activity.lastStartedTime),
      attempts: isWaiting && !hasFailed ? 0 : (activity.attempt ?? 1),
      ...(hasFailed && { error: readStepFailure(activity.lastFailure) }),
    };
    return inPhases(now, firstOf<Phased | null>(activity.heartbeatDetails)?.phases);
  });
  return steps.map(({ activityId: _id, ...step }) => step);
}

/** A step of several phases is shown as that many steps; how it stands is how the last of them does. */
function inPhases(step: RecordedStep, phases: readonly Phase[] = []): RecordedStep[] {
  if (phases.length === 0) return [{ ...step, name: FIRST_PHASES[step.name] ?? step.name }];
  const { error: _error, ...rest } = step;
  return phases.map(({ name, summary, started_at, ended_at }, index) => {
    const isLast = index === phases.length - 1;
    const times = { scheduled_at: index === 0 ? step.scheduled_at : started_at, started_at };
    return isLast
      ? { ...step, name, summary, ...times, ended_at: step.ended_at }
      : { ...rest, name, summary, ...times, ended_at, status: 'succeeded' };
  });
}

/** What tells of the phases of a step: its result, the details of its failure, or its heartbeat. */
interface Phased {
  phases?: Phase[];
}

/** How an event changes the step whose scheduling was the event with the id `of`. */
function readChange(
  event: Event,
): { of: unknown; change: Partial<OperationStep>; phases?: Phase[] | undefined } | undefined {
  const at = isoOf(event.eventTime);
  const started = event.activityTaskStartedEventAttributes;
  if (started) {
    return {
      of: started.scheduledEventId,
      change: { status: 'running', started_at: at, attempts: started.attempt ?? 1 },
    };
  }
  const completed = event.activityTaskCompletedEventAttributes;
  if (completed) {
    return {
      of: completed.scheduledEventId,
      change: { status: 'succeeded', ended_at: at },
      phases: firstOf<Phased | null>(completed.result)?.phases,
    };
  }
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  if (failed) {
    return {
      of: failed.scheduledEventId,
      change: { status: 'failed', ended_at: at, error: readStepFailure(failed.failure) },
      phases: readPhases(failed.failure),
    };
  }
  const cancelled = event.activityTaskCanceledEventAttributes;
  if (cancelled) {
    return {
      of: cancelled.scheduledEventId,
      change: { status: 'cancelled', ended_at: at },
      phases: firstOf<Phased | null>(cancelled.details)?.phases,
    };
  }
  return undefined;
}

/** Those of an attempt that was cut off are in its last heartbeat. */
function readPhases(failure: Failure): Phase[] | undefined {
  const details =
    failure?.applicationFailureInfo?.details ?? failure?.timeoutFailureInfo?.lastHeartbeatDetails;
  return firstOf<Phased | null>(details)?.phases;
}

function readSummary({ userMetadata }: Event): string | null {
  const summary = userMetadata?.summary;
  return summary ? defaultPayloadConverter.fromPayload<string>(summary) : null;
}

function readStepFailure(failure: Failure | undefined): { code: string | null; detail: string } {
  return { code: failure?.applicationFailureInfo?.type ?? null, detail: failure?.message ?? '' };
}
