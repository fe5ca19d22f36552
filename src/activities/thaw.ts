import { setTimeout } from 'node:timers/promises';
import type { ContainerInspect } from '../docker/api-types';
import { EngineAnswerError, EngineUnreachableError } from '../docker/errors';
import { findFreezer } from '../docker/freezer';
import type { Runner } from './runner';

const PATIENCE_MS = 15_000;
const SETTLE_MS = 1000;
const POLL_MS = 200;

/** Thaws a container that is frozen; nothing happens to any other. */
export async function ensureThawed(runner: Runner, id: string): Promise<void> {
  try {
    await thaw(runner, id);
  } catch (error) {
    const isStuck =
      error instanceof EngineUnreachableError ? error.timedOut : error instanceof EngineAnswerError;
    if (!isStuck || !(await unwedge(runner, id))) throw error;
    await thaw(runner, id);
  }
}

/**
 * Inspects a container, also one that the engine cannot show because it waits for it, see {@link unwedge}.
 */
export async function inspectContainer(
  runner: Runner,
  reference: string,
  options: { size?: boolean } = {},
): Promise<ContainerInspect | null> {
  const { containers } = runner.docker;
  const seen = await inspectOrUnwedge(runner, reference);
  return seen === null || options.size !== true ? seen : containers.inspect(seen.Id, { size: true });
}

/**
 * Frees a container that the engine has lost hold of. A `docker exec` that comes just as a container is frozen is
 * frozen with it; the engine then waits for the exec before it thaws the container, and the exec for the thaw, and the
 * container cannot even be inspected (seen with Engine 20.10 on cgroup v1). A moment of thaw behind the engine's back
 * lets both go on. The container ends as the engine takes it to be, frozen or not, so that the engine can thaw it.
 *
 * @returns whether the container could be reached that way
 */
export async function unwedge(runner: Runner, id: string): Promise<boolean> {
  const freezer = runner.docker.isLocal ? await findFreezer(id) : null;
  if (freezer === null) return false;
  runner.log.warn({ container_id: id }, 'freeing a container that the engine has lost hold of');
  await freezer.thaw();
  if (await isTakenForFrozen(runner, id)) await freezer.freeze();
  return true;
}

async function thaw({ docker }: Runner, id: string): Promise<void> {
  const container = await docker.containers.inspect(id, { timeoutMs: PATIENCE_MS });
  if (container?.State.Status !== 'paused') return;
  try {
    await docker.containers.unpause(id);
  } catch (error) {
    const now = await docker.containers.inspect(id, { timeoutMs: PATIENCE_MS });
    if (now?.State.Status === 'paused') throw error;
  }
}

/** Asks for as long as the engine may need to get going again. */
async function isTakenForFrozen({ docker }: Runner, id: string): Promise<boolean> {
  const since = performance.now();
  for (;;) {
    const container = await docker.containers.inspect(id, { timeoutMs: PATIENCE_MS });
    if (container?.State.Status !== 'paused') return false;
    if (performance.now() - since > SETTLE_MS) return true;
    await setTimeout(POLL_MS);
  }
}

async function inspectOrUnwedge(runner: Runner, reference: string): Promise<ContainerInspect | null> {
  const { containers } = runner.docker;
  try {
    return await containers.inspect(reference, { timeoutMs: PATIENCE_MS });
  } catch (error) {
    const isStuck = error instanceof EngineUnreachableError && error.timedOut;
    if (!isStuck || !(await unwedge(runner, reference))) throw error;
    return containers.inspect(reference);
  }
}
