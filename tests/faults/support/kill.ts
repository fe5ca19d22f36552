import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultApi } from './fault-api';
import { type FaultStack, type Target, TARGETS } from './fault-stack';
import { type FaultKind, USUAL } from './plans';
import { poll } from './poll';
import type { Random } from './random';

/** What is done to which process, and when. */
export interface Fault {
  target: Target;
  /** Killed, or stopped for a while and then continued. */
  mode: 'kill' | 'hang';
  /** A second process that is killed in the same moment. */
  also: Target | null;
  moment: { afterMs: number } | { atStep: number };
}

const HANG_MS = 20_000;
const STEP_POLL_MS = 15;
/** A step that does not come is not waited for. */
const STEP_PATIENCE_MS = 8000;
const BACK_LIMIT_MS = 120_000;

export function chooseFault(target: Target, lead: FaultKind, random: Random): Fault {
  const { ms, steps } = USUAL[lead];
  const mode = random.chance(0.12) ? 'hang' : 'kill';
  const others = TARGETS.filter((other) => other !== target);
  return {
    target,
    mode,
    also: mode === 'kill' && random.chance(0.2) ? random.pick(others) : null,
    moment: random.chance(0.5) ? { afterMs: random.below(ms * 1.3) } : { atStep: 1 + random.below(steps) },
  };
}

export function describeFault({ target, mode, also, moment }: Fault): string {
  const when = 'afterMs' in moment ? `after ${moment.afterMs} ms` : `at step ${moment.atStep}`;
  return `${mode} ${target}${also === null ? '' : ` and ${also}`} ${when}`;
}

export function hitsWorker({ target, also }: Fault): boolean {
  return [target, also].includes('worker');
}

/** Waits for the moment, strikes, and waits until everything is there again. */
export async function strike(
  { stack, api }: { stack: FaultStack; api: FaultApi },
  { target, mode, also, moment }: Fault,
  lead: { operationId: Promise<string | undefined> },
): Promise<void> {
  if ('afterMs' in moment) await sleep(moment.afterMs);
  else await untilStep(api, moment.atStep, lead);
  if (mode === 'hang') await hang(stack, target);
  else await kill(stack, also === null ? [target] : [target, also]);
  await untilUp(stack, api);
}

async function hang(stack: FaultStack, target: Target): Promise<void> {
  const pid = runningPid(stack, target);
  process.kill(pid, 'SIGSTOP');
  await sleep(HANG_MS);
  process.kill(pid, 'SIGCONT');
}

/** As an administrator does it. */
export async function restartEngine(stack: FaultStack, api: FaultApi): Promise<void> {
  await kill(stack, ['dockerd'], 'SIGTERM');
  await untilUp(stack, api);
}

/** Whoever supervises them starts them again. */
async function kill(
  stack: FaultStack,
  targets: readonly Target[],
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<void> {
  const pids = targets.map((target) => ({ target, pid: runningPid(stack, target) }));
  for (const { pid } of pids) process.kill(pid, signal);
  const areBack = await poll(BACK_LIMIT_MS, () => {
    const isBack = ({ target, pid }: (typeof pids)[number]): boolean => {
      const now = stack.pidOf(target);
      return now !== undefined && now !== pid;
    };
    return pids.every(isBack) ? true : undefined;
  });
  if (areBack === undefined) throw new Error(`${targets.join(' and ')} did not come back`);
}

function runningPid(stack: FaultStack, target: Target): number {
  const pid = stack.pidOf(target);
  if (pid === undefined) throw new Error(`${target} does not run`);
  return pid;
}

/** All processes run, the API is ready, and the engine answers. */
export async function untilUp(stack: FaultStack, api: FaultApi): Promise<void> {
  const isUp = await poll(BACK_LIMIT_MS, async () => {
    if (TARGETS.some((target) => stack.pidOf(target) === undefined)) return undefined;
    const ready = await api.attempt({ method: 'GET', path: '/health/ready' });
    const pong: unknown = await stack.docker.ping().catch(() => undefined);
    return ready?.status === 200 && pong !== undefined ? true : undefined;
  });
  if (isUp === undefined) throw new Error('the stack does not come up again');
}

async function untilStep(
  api: FaultApi,
  step: number,
  lead: { operationId: Promise<string | undefined> },
): Promise<void> {
  const patience = sleep(STEP_PATIENCE_MS, undefined, { ref: false });
  const id = await Promise.race([lead.operationId, patience]);
  if (id === undefined) return;
  await poll(
    STEP_PATIENCE_MS,
    async () => {
      const operation = await api.operation(id);
      const isOver = operation !== undefined && !['queued', 'running'].includes(operation.status);
      return isOver || (operation?.steps.length ?? 0) >= step ? true : undefined;
    },
    STEP_POLL_MS,
  );
}
