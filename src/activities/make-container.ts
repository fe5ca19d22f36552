import { type ContainerInspect, textOf } from '../docker/api-types';
import { environmentOf } from '../docker/capture-spec';
import { type CreatePlan, planCreate } from '../docker/create-body';
import { EngineAnswerError, isAnswer } from '../docker/errors';
import { containerLabels } from '../docker/labels';
import type { ContainerSpec } from '../domain/container';
import { engineSays, failure } from './failures';
import { requireContainer } from './find-container';
import type { Runner } from './runner';

export interface ContainerWish {
  /** What the container is called now; the spec has the name that it comes to bear. */
  name: string;
  task_id: string;
  operation_id: string;
  runner: string;
  spec: ContainerSpec;
  image: string;
  snapshot_id: string | null;
  /** `NAME=value` lines. */
  env: readonly string[];
  /** See `CreateOptions`. */
  exact: boolean;
}

/**
 * Creates a container and connects it to all of its networks. When that fails, nothing is left.
 *
 * @throws ApplicationFailure `configuration_refused`, `image_not_found`, `container_name_in_use`
 */
export async function makeContainer(runner: Runner, wish: ContainerWish): Promise<ContainerInspect> {
  const plan = planFor(wish);
  await checkNetworks(runner, wish.spec);
  const id = await create(runner, wish, plan);
  try {
    await connectNetworks(runner, id, wish);
  } catch (error) {
    await runner.docker.containers.remove(id, { force: true, volumes: true });
    throw error;
  }
  return requireContainer(runner, id);
}

/** Connects a container to the networks of the spec that it is not connected to yet. */
export async function connectNetworks(runner: Runner, id: string, wish: ContainerWish): Promise<void> {
  const { furtherNetworks } = planFor(wish);
  if (furtherNetworks.length === 0) return;
  const connected = (await requireContainer(runner, id)).NetworkSettings.Networks ?? {};
  for (const [network, endpoint] of furtherNetworks) {
    if (Object.hasOwn(connected, network)) continue;
    try {
      await runner.docker.networks.connect(network, id, endpoint);
    } catch (error) {
      if (!isAnswer(error, 400, 403, 404)) throw error;
      throw failure('configuration_refused', `Network ${network} cannot be connected. ${engineSays(error)}`);
    }
  }
}

/** Docker itself would find out only when the container starts. */
async function checkNetworks({ docker }: Runner, { host_config, networks }: ContainerSpec): Promise<void> {
  const mode = textOf(host_config['NetworkMode']);
  const shared = /^container:(.+)$/.exec(mode)?.[1];
  if (shared !== undefined && (await docker.containers.inspect(shared)) === null) {
    throw failure('configuration_refused', `The container ${shared}, whose network is to be used, is gone.`);
  }
  const names = new Set([mode, ...Object.keys(networks)].filter((name) => !isGiven(name)));
  for (const name of names) {
    if (await docker.networks.exists(name)) continue;
    throw failure('configuration_refused', `The runner has no network ${name}.`);
  }
}

/** Networks that every engine has, and modes that are none. */
function isGiven(network: string): boolean {
  return ['', 'default', 'bridge', 'host', 'none'].includes(network) || network.startsWith('container:');
}

function planFor(wish: ContainerWish): CreatePlan {
  const labels = containerLabels({ ...wish, created_at: new Date().toISOString() });
  return planCreate(wish.spec, { ...wish, labels });
}

async function create(runner: Runner, wish: ContainerWish, { body }: CreatePlan): Promise<string> {
  try {
    return await runner.docker.containers.create(wish.name, body);
  } catch (error) {
    if (!(error instanceof EngineAnswerError)) throw error;
    const words = withoutValues(engineSays(error), wish.env);
    if (error.status === 409) throw failure('container_name_in_use', words);
    if (error.status === 404 && (await runner.docker.images.inspect(wish.image)) === null) {
      throw failure('image_not_found', words);
    }
    if (error.status < 500) throw failure('configuration_refused', words);
    throw new EngineAnswerError(error.status, withoutValues(error.message, wish.env));
  }
}

const SHORTEST_SECRET = 4;

/** An engine that refuses an environment variable quotes it. */
function withoutValues(message: string, env: readonly string[]): string {
  return environmentOf(env)
    .map(({ name, line }) => line.slice(name.length + 1))
    .filter((value) => value.length >= SHORTEST_SECRET)
    .reduce((text, value) => text.replaceAll(value, '***'), message);
}
