import type { ContainerInspect } from '../docker/api-types';
import { captureSpec } from '../docker/capture-spec';
import { exposePublishedPorts } from '../docker/create-body';
import { managedAs } from '../docker/labels';
import { assignHostPorts, isBindable, isSilentOnPorts, reservedPorts } from '../docker/port-allocation';
import type { ContainerFacts, ContainerSpec } from '../domain/container';
import { LABELS, SNAPSHOT_REPOSITORY_PREFIX } from '../domain/names';
import { checkBinds, withSharedDir } from './bind-rules';
import type { CreateContainerInput } from './contract';
import { failure } from './failures';
import { describeContainer } from './find-container';
import { connectNetworks, type ContainerWish, makeContainer } from './make-container';
import type { Runner } from './runner';

export async function createContainer(
  runner: Runner,
  input: CreateContainerInput,
): Promise<{ container: ContainerFacts; spec: ContainerSpec }> {
  const { bindDirs, sharedDir } = runner.settings;
  await checkBinds(input.spec.host_config, bindDirs);
  const spec = exposePublishedPorts({
    ...input.spec,
    host_config: withSharedDir(input.spec.host_config, sharedDir),
  });
  const wish: ContainerWish = {
    ...input,
    name: spec.name,
    spec,
    snapshot_id: null,
    env: openEnvironment(runner, input.sealed_env),
    exact: false,
  };
  const container = (await findCreated(runner, wish)) ?? (await createWithPorts(runner, wish));
  return {
    container: await describeContainer(runner, container),
    spec: captureSpec(container, runner.docker.api),
  };
}

/** What an earlier attempt has created; a leftover of another operation that never ran makes way. */
async function findCreated(runner: Runner, wish: ContainerWish): Promise<ContainerInspect | null> {
  const { containers } = runner.docker;
  const existing = await containers.inspect(wish.name);
  if (existing === null) return null;
  const { Labels } = existing.Config;
  if (managedAs(Labels) === wish.task_id) {
    if (Labels?.[LABELS.operationId] === wish.operation_id) {
      await connectNetworks(runner, existing.Id, wish);
      return containers.inspect(existing.Id);
    }
    if (existing.State.Status === 'created') {
      await containers.remove(existing.Id, { force: false, volumes: true });
      return null;
    }
  }
  throw failure('container_name_in_use', `The runner has a container ${wish.name} already.`);
}

/** One at a time: a port that was chosen is taken only once the container exists. */
let lastChoice: Promise<unknown> = Promise.resolve();

function createWithPorts(runner: Runner, wish: ContainerWish): Promise<ContainerInspect> {
  const choice = lastChoice.then(async () => makeContainer(runner, await withHostPorts(runner, wish)));
  lastChoice = choice.catch(() => undefined);
  return choice;
}

async function withHostPorts({ docker, settings }: Runner, wish: ContainerWish): Promise<ContainerWish> {
  const { host_config } = wish.spec;
  if (host_config['PortBindings'] === undefined) return wish;
  const [containers, snapshots] = await Promise.all([
    docker.containers.list([]),
    docker.images.list({ reference: [`${SNAPSHOT_REPOSITORY_PREFIX}*`] }),
  ]);
  const unlisted = await Promise.all(
    containers.filter(isSilentOnPorts).map(({ Id }) => docker.containers.inspect(Id)),
  );
  const PortBindings = await assignHostPorts(host_config, {
    publishIp: settings.publishIp,
    range: settings.portRange,
    reserved: reservedPorts(
      containers,
      snapshots,
      unlisted.flatMap((container) => container?.HostConfig ?? []),
    ),
    isFree: docker.isLocal ? isBindable : () => Promise.resolve(true),
  });
  return { ...wish, spec: { ...wish.spec, host_config: { ...host_config, PortBindings } } };
}

function openEnvironment({ unseal }: Runner, sealed: string | null): string[] {
  if (sealed === null) return [];
  const lines: unknown = JSON.parse(openSealed(unseal, sealed));
  if (!Array.isArray(lines)) throw failure('internal', 'The sealed environment is no list.');
  return lines.map(String);
}

/** It opens with the right key or never. */
function openSealed(unseal: Runner['unseal'], sealed: string): string {
  try {
    return unseal(sealed);
  } catch (error) {
    throw failure(
      'internal',
      `The environment cannot be unsealed: ${error instanceof Error ? error.message : ''}`,
    );
  }
}
