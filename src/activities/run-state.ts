import type { ContainerInspect } from '../docker/api-types';
import { objectOf, textOf } from '../docker/api-types';
import { EngineAnswerError, isAnswer, isDiskFull } from '../docker/errors';
import { type ContainerFacts, isLive } from '../domain/container';
import type { JsonObject } from '../domain/json';
import type { ContainerRef, ReviveInput } from './contract';
import { engineSays, failure } from './failures';
import { containerFacts, requireContainer } from './find-container';
import { freezing } from './freeze-turns';
import type { Runner } from './runner';
import { ensureThawed } from './thaw';

/** What Docker takes for a container that does not say. */
const DEFAULT_GRACE_SECONDS = 10;
const START_ATTEMPTS = 3;
/** On the way back: an engine that has just come back refuses starts for a while. */
const PATIENT_START_ATTEMPTS = 15;
const START_RETRY_MS = 300;
const LONGEST_START_RETRY_MS = 3000;
const NO_RESTART: JsonObject = { Name: 'no', MaximumRetryCount: 0 };

export async function startContainer(
  runner: Runner,
  { container_id }: ContainerRef,
): Promise<ContainerFacts> {
  await ensureStarted(runner, container_id);
  return containerFacts(runner, container_id);
}

export async function stopContainer(
  runner: Runner,
  input: ContainerRef & { hold: boolean },
): Promise<ContainerFacts> {
  await stop(runner, input);
  return containerFacts(runner, input.container_id);
}

export async function stop(
  runner: Runner,
  { container_id, hold }: ContainerRef & { hold: boolean },
): Promise<void> {
  const container = await requireContainer(runner, container_id);
  refuseAutoRemoved(container);
  if (hold) await setRestartPolicy(runner, container, NO_RESTART);
  await ensureStopped(runner, container);
}

export async function reviveContainer(
  runner: Runner,
  { container_id, spec, state }: ReviveInput,
): Promise<ContainerFacts> {
  const container = await requireContainer(runner, container_id);
  // Before the start: an update of a running container would set its limits and devices anew.
  await setRestartPolicy(runner, container, objectOf(spec.host_config['RestartPolicy']));
  if (state === 'stopped') {
    await ensureStopped(runner, container);
  } else {
    await ensureStarted(runner, container_id, { attempts: PATIENT_START_ATTEMPTS });
    if (state === 'paused') await ensurePaused(runner, container_id);
    else await ensureThawed(runner, container_id);
  }
  return containerFacts(runner, container_id);
}

export async function pauseContainer(
  runner: Runner,
  { container_id }: ContainerRef,
): Promise<ContainerFacts> {
  await ensurePaused(runner, container_id);
  return containerFacts(runner, container_id);
}

export async function unpauseContainer(
  runner: Runner,
  { container_id }: ContainerRef,
): Promise<ContainerFacts> {
  await ensureThawed(runner, container_id);
  return containerFacts(runner, container_id);
}

/**
 * Starts a container that does not run. A failed start is tried again: a port may be freed a moment late.
 *
 * @param seen the container as it was inspected just now, where the caller has done so
 */
export async function ensureStarted(
  runner: Runner,
  id: string,
  { attempts = START_ATTEMPTS, seen }: { attempts?: number; seen?: ContainerInspect } = {},
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const container = attempt === 1 && seen !== undefined ? seen : await requireContainer(runner, id);
    if (isLive(container.State.Status)) return;
    try {
      await runner.docker.containers.start(id);
      return;
    } catch (error) {
      if (!(error instanceof EngineAnswerError) || isDiskFull(error)) throw error;
      if (error.status === 400) throw failure('configuration_refused', engineSays(error));
      if (error.status < 500 || attempt === attempts) {
        throw failure('docker_failed', `The VPS cannot be started. ${engineSays(error)}${adviceFor(error)}`);
      }
    }
    await runner.activity.sleep(Math.min(attempt * START_RETRY_MS, LONGEST_START_RETRY_MS));
  }
}

async function ensurePaused(runner: Runner, id: string): Promise<void> {
  const { Id, State, Name } = await requireContainer(runner, id);
  if (State.Status === 'paused') return;
  if (State.Status !== 'running') {
    throw failure('invalid_state', `${Name.slice(1)} is ${State.Status}; only what runs can be paused.`);
  }
  try {
    await freezing(Id, () => runner.docker.containers.pause(id));
  } catch (error) {
    if (!(await isPaused(runner, error, id))) throw error;
  }
}

async function ensureStopped(runner: Runner, container: ContainerInspect): Promise<void> {
  const { Id, Config, State } = container;
  if (!isLive(State.Status)) return;
  await ensureThawed(runner, Id);
  const grace = Config['StopTimeout'];
  await runner.docker.containers.stop(Id, typeof grace === 'number' ? grace : DEFAULT_GRACE_SECONDS);
}

/** A container that was started with `--rm` goes when it stops, and its files with it. */
function refuseAutoRemoved({ HostConfig, Name }: ContainerInspect): void {
  if (HostConfig['AutoRemove'] !== true) return;
  throw failure(
    'invalid_state',
    `${Name.slice(1)} was started with --rm: Docker deletes it when it stops. Take a snapshot while it runs.`,
  );
}

async function setRestartPolicy(
  { docker }: Runner,
  { Id, HostConfig }: ContainerInspect,
  wanted: JsonObject,
): Promise<void> {
  const current = objectOf(HostConfig['RestartPolicy']);
  const isSet =
    policyName(current) === policyName(wanted) &&
    (current['MaximumRetryCount'] ?? 0) === (wanted['MaximumRetryCount'] ?? 0);
  if (!isSet) await docker.containers.setRestartPolicy(Id, { ...wanted, Name: policyName(wanted) });
}

function policyName(policy: JsonObject): string {
  return textOf(policy['Name']) || 'no';
}

/** After a refusal: whether it is as was wanted all the same, since somebody else brought it about. */
async function isPaused({ docker }: Runner, error: unknown, id: string): Promise<boolean> {
  return isAnswer(error, 409, 500) && (await docker.containers.inspect(id))?.State.Status === 'paused';
}

/**
 * An engine that is killed while it starts a container may lose track of what it began: the ports are kept for nobody, or
 * the container's task runs on unknown to it. Only its restart mends that (seen with Engine 20.10; nothing in its API does).
 */
function adviceFor({ message }: EngineAnswerError): string {
  if (/port is already allocated/.test(message)) {
    return ' If no container has that port, the engine has lost track of it in a crash: restart the engine, and the VPS is started by itself.';
  }
  return /task [0-9a-f]{64}.*already exists/.test(message)
    ? ' The engine has lost track of the container in a crash: restart the engine, then start the VPS again; or restart the VPS, which gives it a new container.'
    : '';
}
