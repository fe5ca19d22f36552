import type { ContainerInspect } from '../docker/api-types';
import { EngineAnswerError } from '../docker/errors';
import { readableLog } from '../docker/log-text';
import type { ContainerFacts } from '../domain/container';
import type { ContainerRef } from './contract';
import { failure } from './failures';
import { describeContainer, requireContainer } from './find-container';
import type { Runner } from './runner';

const FIRST_POLL_MS = 50;
const SLOWEST_POLL_MS = 1000;
const LOG_LINES = 20;

/** A start that is to be proved. */
export interface StartMark {
  /** When it was done, by `performance.now()`. */
  since: number;
  /** How often Docker had restarted the container by itself before. */
  restarts: number;
}

/** @param start what is known of the start; without it, the container is taken as it is found */
export async function verifyContainer(
  runner: Runner,
  { container_id }: ContainerRef,
  start?: StartMark,
): Promise<ContainerFacts> {
  const { verifyGraceMs, verifyTimeoutMs } = runner.settings;
  const first = await requireContainer(runner, container_id);
  const { since, restarts } = start ?? { since: performance.now(), restarts: first.RestartCount };
  const elapsed = (): number => performance.now() - since;
  for (let container = first, pause = FIRST_POLL_MS; ; pause = Math.min(pause * 1.5, SLOWEST_POLL_MS)) {
    const reason = whyFailed(first, restarts, container);
    if (reason !== null) throw await notHealthy(runner, container, reason);
    const health = container.State.Health?.Status ?? 'none';
    const isWaitedFor = health === 'starting';
    if (!isWaitedFor && elapsed() >= verifyGraceMs) return describeContainer(runner, container);
    if (isWaitedFor && elapsed() >= verifyTimeoutMs) {
      throw await notHealthy(runner, container, `was not healthy within ${verifyTimeoutMs} ms`);
    }
    const remaining = verifyGraceMs - elapsed();
    await runner.activity.sleep(Math.max(1, remaining > 0 ? Math.min(pause, remaining) : pause));
    container = await requireContainer(runner, container_id);
  }
}

/** What shows that a container did not stay up; null while nothing does. */
function whyFailed(first: ContainerInspect, restarts: number, now: ContainerInspect): string | null {
  const { Status, ExitCode, Health, StartedAt } = now.State;
  if (Status === 'restarting') return `ended with exit code ${ExitCode} and is being restarted`;
  if (Status !== 'running' && Status !== 'paused') return `ended with exit code ${ExitCode}`;
  if (now.RestartCount > restarts || StartedAt !== first.State.StartedAt) return 'ended and was restarted';
  return Health?.Status === 'unhealthy' ? 'is unhealthy, says its health check' : null;
}

async function notHealthy(runner: Runner, container: ContainerInspect, reason: string): Promise<Error> {
  const log = await lastWords(runner, container);
  const words = log === '' ? 'It wrote nothing to its log.' : `Its log ends:\n${log}`;
  const error = container.State.Error === '' ? '' : ` (${container.State.Error})`;
  return failure('vps_not_healthy', `The VPS ${reason}${error}. ${words}`);
}

/** A log that cannot be read is no reason to hide why the VPS failed. */
async function lastWords({ docker, log }: Runner, { Id, Config }: ContainerInspect): Promise<string> {
  try {
    return readableLog(await docker.containers.logTail(Id, LOG_LINES), Config['Tty'] === true);
  } catch (error) {
    if (!(error instanceof EngineAnswerError)) throw error;
    log.warn({ error: error.message }, 'the log of the VPS cannot be read');
    return '';
  }
}
