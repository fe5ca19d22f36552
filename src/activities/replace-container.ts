import { managedAs } from '../docker/labels';
import { LABELS } from '../domain/names';
import { WORDING } from '../domain/phase';
import { commitSnapshot } from './commit';
import type { ReplaceInput, ReplaceResult } from './contract';
import { failure } from './failures';
import { prepareReplacement, swapIn } from './replacement';
import { stop } from './run-state';
import type { Runner } from './runner';
import { verifyContainer } from './verify';

type NewReplacement = Exclude<ReplaceInput['replacement'], { container_id: string }>;
type Source = { tag: string; id: string };

export async function replaceContainer(runner: Runner, input: ReplaceInput): Promise<ReplaceResult> {
  const { task_id, container_id, name, save, replacement } = input;
  const { phases } = runner;
  await phases.run('stopContainer', WORDING.stopContainer, () =>
    stop(runner, { task_id, container_id, hold: true }),
  );
  const taken =
    save &&
    (await phases.run('commitSnapshot', WORDING.commitSnapshot(save.reason), () =>
      commitSnapshot(runner, save),
    ));
  const saved = taken && taken.snapshot;
  const new_container_id =
    'container_id' in replacement
      ? replacement.container_id
      : await create(runner, input, replacement, saved);
  await phases.run('swapIn', WORDING.swapIn, () =>
    swapIn(runner, { task_id, old_container_id: container_id, new_container_id, name }),
  );
  // A new container has been restarted by Docker only if it has ended. One that a later attempt finds may have come
  // through a crash of the engine.
  const start = runner.activity.info.attempt === 1 ? { since: performance.now(), restarts: 0 } : undefined;
  const container = await phases.run('verifyContainer', WORDING.verifyContainer, () =>
    verifyContainer(runner, { task_id, container_id: new_container_id }, start),
  );
  return { saved, container, phases: phases.list };
}

/** Creates the replacement, unless an earlier attempt has done so and has come further. */
async function create(
  runner: Runner,
  input: ReplaceInput,
  replacement: NewReplacement,
  source: Source | null,
): Promise<string> {
  if (source === null) throw failure('internal', 'A replacement has nothing to be created from.');
  const inPlace = await findInPlace(runner, input, source);
  if (inPlace !== null) return inPlace;
  const { container } = await runner.phases.run(
    'prepareReplacement',
    WORDING.prepareReplacement(source.id),
    () =>
      prepareReplacement(runner, {
        ...replacement,
        image: source.tag,
        snapshot_id: source.id,
        rehearse: false,
      }),
  );
  return container.id;
}

/** The replacement that bears the VPS's name already. */
async function findInPlace(
  { docker, activity }: Runner,
  { task_id, operation_id, name }: ReplaceInput,
  source: Source,
): Promise<string | null> {
  if (activity.info.attempt === 1) return null;
  const container = await docker.containers.inspect(name);
  const labels = container?.Config.Labels;
  const isOurs =
    managedAs(labels ?? null) === task_id &&
    labels?.[LABELS.operationId] === operation_id &&
    labels[LABELS.snapshotId] === source.id;
  return container !== null && isOurs ? container.Id : null;
}
