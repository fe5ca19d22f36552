import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  setCurrentDetails,
} from '@temporalio/workflow';
import { applyChanges, type DiskFacts, type Survey, type VpsChange } from '../domain/changes';
import type { ContainerFacts, ContainerSpec } from '../domain/container';
import type { JsonObject } from '../domain/json';
import type { OperationRequest } from '../domain/operation';
import type { OperationOutcome } from '../domain/outcome';
import { WORDING } from '../domain/phase';
import type { VpsRecord } from '../domain/vps';
import { fail, isCutOff, stepFailure } from './failure';
import { measured } from './operation-metrics';
import { type RunStep, stepsOf } from './runner-steps';
import { sweepUp } from './sweep-up';
import { limitsSnapshots, type OperationInput, takesFewSteps } from './vps-state';

/** What an operation's story works with: the VPS as it stands at this point, and the steps of its runner. */
export class Operation<R extends OperationRequest = OperationRequest> {
  readonly request: R;
  /** Performs a step on the VPS's runner. */
  readonly step: RunStep;
  record: VpsRecord;
  disk: DiskFacts = { free_bytes: null, reserve_bytes: 0 };
  /** Snapshots of this many layers are to be flattened; null when the runner does not do that. */
  flattenAt: number | null = null;
  readonly takesFewSteps: boolean;
  readonly limitsSnapshots: boolean;
  private readonly changes: VpsChange[] = [];

  constructor(input: OperationInput<R>) {
    const { request, record } = input;
    this.request = request;
    this.record = record;
    this.takesFewSteps = takesFewSteps(input);
    this.limitsSnapshots = limitsSnapshots(input);
    const step = stepsOf(record.runner);
    this.step = (name, summary, input) => {
      setCurrentDetails(summary);
      return step(name, summary, input);
    };
  }

  /** Notes what has happened; the VPS's record changes by this when the operation succeeds. */
  apply(...changes: VpsChange[]): void {
    this.changes.push(...changes);
    this.record = applyChanges(this.record, changes);
  }

  /** Asks Docker what there is: the record may be behind what people did by hand. */
  async survey(containerId: string | null = this.record.container?.id ?? null): Promise<void> {
    const { task_id } = this.record;
    const survey = await this.step('survey', WORDING.survey, {
      task_id,
      container_id: containerId,
    });
    this.noteSurvey(survey);
  }

  noteSurvey(survey: Survey): void {
    this.disk = survey.disk;
    this.flattenAt = survey.flatten_at ?? null;
    this.apply({ type: 'surveyed', survey });
  }

  /** The VPS's container; fails the operation when it has none. */
  container(): ContainerFacts {
    return this.record.container ?? this.failWithoutContainer();
  }

  failWithoutContainer(): never {
    const { task_id } = this.record;
    return fail(
      'invalid_state',
      `The container of ${task_id} is gone. POST /api/vps/restart/${task_id} brings it back.`,
    );
  }

  spec(): ContainerSpec {
    return this.record.spec ?? fail('internal', `The record of ${this.record.task_id} has no configuration.`);
  }

  outcome(result: JsonObject): OperationOutcome {
    return { changes: this.changes, result };
  }
}

/**
 * The frame of every operation: looks at the VPS first, tells its story, and ends with the outcome or with one
 * `ApplicationFailure` whose type is a code of the error catalogue.
 *
 * @param looksItself whether the story does the looking
 */
export function performOperation<R extends OperationRequest>(
  input: OperationInput<R>,
  story: (operation: Operation<R>) => Promise<JsonObject>,
  { looksItself = false } = {},
): Promise<OperationOutcome> {
  return measured(input.request.kind, () => perform(input, story, looksItself));
}

async function perform<R extends OperationRequest>(
  input: OperationInput<R>,
  story: (operation: Operation<R>) => Promise<JsonObject>,
  looksItself: boolean,
): Promise<OperationOutcome> {
  if (input.cancelled_by !== null) await CancellationScope.current().cancelRequested;
  if (input.record.status === 'deleted') {
    fail('vps_not_found', `${input.record.task_id} was deleted before the operation's turn came.`);
  }
  const operation = new Operation(input);
  try {
    if (input.record.spec !== null && !looksItself) await operation.survey();
    return operation.outcome(await story(operation));
  } catch (error) {
    if (isCutOff(error) && operation.takesFewSteps) {
      await sweepUp(operation, 'Remove what the step that was cut off has made');
      if (CancellationScope.current().consideredCancelled)
        throw new CancelledFailure('Cut off and cancelled');
    }
    const failure = stepFailure(error);
    throw failure === undefined ? error : ApplicationFailure.nonRetryable(failure.message, failure.type);
  }
}
