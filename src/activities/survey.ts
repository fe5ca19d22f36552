import { captureSpec } from '../docker/capture-spec';
import { snapshotOf } from '../docker/labels';
import { type ContainerInspect, textOf } from '../docker/api-types';
import type { Survey } from '../domain/changes';
import { LABELS, snapshotRepository } from '../domain/names';
import { byAge, type Snapshot } from '../domain/snapshot';
import type { SurveyInput } from './contract';
import { describeContainer, findVpsContainer } from './find-container';
import type { Runner } from './runner';

export async function survey(runner: Runner, input: SurveyInput): Promise<Survey> {
  return (await lookAtVps(runner, input)).survey;
}

/** The survey, and Docker's own words about the container that it found, sizes included. */
export async function lookAtVps(
  runner: Runner,
  input: SurveyInput,
): Promise<{ survey: Survey; inspected: ContainerInspect | null }> {
  const { docker, settings } = runner;
  const [container, snapshots, free_bytes] = await Promise.all([
    findVpsContainer(runner, input),
    snapshotsOf(runner, input.task_id),
    docker.freeBytes(),
  ]);
  const facts = container && (await describeContainer(runner, container));
  const seen: Survey = {
    container: facts,
    ...(facts?.created_from === null && { image: textOf(container?.Config['Image']) }),
    spec: container && captureSpec(container, docker.api),
    snapshots,
    policy_defaults: settings.policyDefaults,
    disk: { free_bytes, reserve_bytes: settings.diskReserveBytes },
    flatten_at: settings.flattenLayers,
  };
  return { survey: seen, inspected: container };
}

/** Oldest first. An image that goes meanwhile is left out. */
async function snapshotsOf({ docker }: Runner, taskId: string): Promise<Snapshot[]> {
  const images = await docker.images.list({
    reference: [snapshotRepository(taskId)],
    label: [`${LABELS.taskId}=${taskId}`],
  });
  const snapshots = await Promise.all(
    images.map(async (image) => {
      const sizes = await docker.images.sizesOf(image.Id);
      return sizes && snapshotOf(image, taskId, sizes);
    }),
  );
  return snapshots.filter((snapshot) => snapshot !== null).sort(byAge);
}
