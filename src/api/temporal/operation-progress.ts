import type { DescribeWorkflowExecutionResponse } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils';
import type { SurveyAndCommitResult } from '../../activities/contract';
import { applyChange, type Survey } from '../../domain/changes';
import { expectedSteps, type OperationPlan } from '../../domain/expected-steps';
import type { OperationInput } from '../../workflows/vps-state';
import type { OperationProgress } from '../views/operation-view';
import type { OperationStep } from './operation-steps';
import { firstOf } from './payloads';

type Pending = DescribeWorkflowExecutionResponse['pendingActivities'];

/** The steps that the operation of this history is going to take; null when that cannot be told. */
export function readExpectedSteps(history: History): string[] | null {
  const events = history.events ?? [];
  const input = firstOf<OperationInput>(events[0]?.workflowExecutionStartedEventAttributes?.input);
  if (input === undefined || input.cancelled_by !== null) return null;
  const plan: OperationPlan = { request: input.request, record: input.record, flattenAt: null };
  // An operation looks at its VPS first and decides by what it sees; a new VPS has nothing to be seen yet.
  const survey = input.record.spec === null ? undefined : readSurvey(history);
  if (survey === undefined) return expectedSteps(plan);
  return expectedSteps({
    ...plan,
    record: applyChange(plan.record, { type: 'surveyed', survey }),
    flattenAt: survey.flatten_at ?? null,
  });
}

/**
 * How far it is. The total holds only for as long as the steps are those that were expected: whatever else happens,
 * such as a way back, is not counted on.
 */
export function readProgress(
  steps: readonly OperationStep[],
  expected: readonly string[] | null,
  pending: Pending,
): OperationProgress {
  const underWay = steps.findLast(({ ended_at }) => ended_at === null);
  const isAsExpected = expected !== null && steps.every(({ name }, index) => expected[index] === name);
  return {
    done_steps: steps.filter(({ status }) => status === 'succeeded').length,
    total_steps: isAsExpected ? expected.length : null,
    step: underWay?.name ?? null,
    step_summary: underWay?.summary ?? null,
    bytes: underWay === undefined ? null : readBytes(underWay.name, pending),
  };
}

function readSurvey({ events = [] }: History): Survey | undefined {
  const asked = events?.find(({ activityTaskScheduledEventAttributes: step }) => step);
  const answered = events?.find(
    ({ activityTaskCompletedEventAttributes: step }) =>
      step && String(step.scheduledEventId) === String(asked?.eventId),
  );
  const result = answered?.activityTaskCompletedEventAttributes?.result;
  const step = asked?.activityTaskScheduledEventAttributes?.activityType?.name;
  if (step === 'surveyAndCommit') return firstOf<SurveyAndCommitResult>(result)?.survey;
  return step === 'survey' ? firstOf<Survey>(result) : undefined;
}

/** See `StepDetails` of the activities. */
function readBytes(step: string, pending: Pending): OperationProgress['bytes'] {
  const activity = pending?.find(({ activityType }) => activityType?.name === step);
  const details = firstOf<{ bytes_done?: unknown; bytes_total?: unknown } | null>(activity?.heartbeatDetails);
  if (typeof details?.bytes_done !== 'number') return null;
  return {
    done: details.bytes_done,
    total: typeof details.bytes_total === 'number' ? details.bytes_total : null,
  };
}
