import { headOf } from '../domain/changes';
import { isLive } from '../domain/container';
import { mergeSpec } from '../domain/merge-spec';
import { WORDING } from '../domain/phase';
import { commitSnapshot } from './commit';
import type { SurveyAndCommitInput, SurveyAndCommitResult } from './contract';
import type { Runner } from './runner';
import { lookAtVps } from './survey';

export async function surveyAndCommit(
  runner: Runner,
  input: SurveyAndCommitInput,
): Promise<SurveyAndCommitResult> {
  const { phases } = runner;
  const { survey, inspected } = await phases.run('survey', WORDING.survey, () => lookAtVps(runner, input));
  const { container, spec } = survey;
  if (container === null || inspected === null || spec === null) {
    return { survey, taken: null, phases: phases.list };
  }
  const { record, ...rest } = input;
  // An earlier attempt may have come as far as to give the snapshot its name.
  const others = survey.snapshots.filter(({ id }) => id !== input.snapshot_id);
  const wasPaused = wasPausedByPerson(runner, container.state === 'paused', record.was_paused);
  const taken = await phases.run('commitSnapshot', WORDING.commitSnapshot(input.reason), () =>
    commitSnapshot(
      runner,
      {
        ...rest,
        container_id: container.id,
        parent: headOf(container, others),
        spec: mergeSpec(record.spec, spec, isLive(container.state)),
        max_bytes: record.max_snapshot_bytes ?? survey.policy_defaults.max_snapshot_bytes,
        was_paused: wasPaused,
      },
      inspected,
    ),
  );
  return { survey, taken, phases: phases.list };
}

/**
 * A container that a later attempt finds frozen was frozen by the commit of an earlier one, unless that one has seen it
 * so before, which its first heartbeat tells.
 */
function wasPausedByPerson(runner: Runner, isPaused: boolean, wasPausedByRecord: boolean): boolean {
  const kept = runner.remembered;
  if (runner.activity.info.attempt > 1) {
    return typeof kept === 'object' && kept !== null && 'was_paused' in kept
      ? kept.was_paused === true
      : wasPausedByRecord;
  }
  runner.remember({ was_paused: isPaused });
  return isPaused;
}
