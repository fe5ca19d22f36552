import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { endProcess } from './end-process';
import { readPidFile, removePidFile, writePidFile } from './pid-file';
import { identifyProcess, type ProcessIdentity, stillRuns } from './process-identity';
import type { Say } from './say';

/** A program that is to run until it is stopped. */
export interface ProcessPlan {
  name: string;
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  pidFile: string;
  /** How long it may take to end by itself. */
  graceMs: number;
  /** Where its output goes: each line to a function, or all of it to a file. */
  output: { onLine: (line: string) => void } | { file: string };
  /** Done before each start, such as removing what a killed predecessor left. */
  prepare?: () => void;
}

export interface SupervisedProcess {
  readonly name: string;
  readonly pid: number | undefined;
  stop(): Promise<void>;
  /** Without grace, and without waiting. */
  kill(): void;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** One that ran this long was healthy: its next failure starts over with a short delay. */
const HEALTHY_MS = 60_000;
const WATCH_MS = 1000;
const LARGE_LOG_BYTES = 10_000_000;

/**
 * Starts a program and starts it again whenever it ends, at growing intervals. It does not share our terminal, so
 * that a Ctrl-C reaches us alone and we end things in order.
 *
 * With `adopt`, a process that an earlier start left running is taken over instead.
 */
export function superviseProcess(
  plan: ProcessPlan,
  say: Say,
  options: { adopt?: ProcessIdentity } = {},
): SupervisedProcess {
  let current: ProcessIdentity | undefined;
  let stopping = false;
  let delay = FIRST_DELAY_MS;
  let timer: NodeJS.Timeout | undefined;

  function start(): void {
    plan.prepare?.();
    const startedAt = Date.now();
    const child = spawnPlan(plan);
    current = child.pid === undefined ? undefined : identifyProcess(child.pid);
    if (child.pid !== undefined) writePidFile(plan.pidFile, child.pid);
    let ended = false;
    const onEnd = (how: string): void => {
      if (ended) return;
      ended = true;
      restartLater(how, Date.now() - startedAt);
    };
    child.once('error', (error) => onEnd(error.message));
    child.once('exit', (code, signal) => onEnd(signal === null ? `exit code ${code}` : `ended by ${signal}`));
  }

  function restartLater(how: string, ranMs: number): void {
    current = undefined;
    removePidFile(plan.pidFile);
    if (stopping) return;
    delay = ranMs > HEALTHY_MS ? FIRST_DELAY_MS : delay;
    say(`${plan.name} ended (${how}); it starts again in ${delay / 1000} s${whereItsLogIs(plan)}`);
    timer = setTimeout(start, delay);
    delay = Math.min(delay * 2, LONGEST_DELAY_MS);
  }

  /** Nobody tells us when a process that is not our child ends. */
  function watch(adopted: ProcessIdentity): void {
    current = adopted;
    timer = setInterval(() => {
      if (stillRuns(adopted)) return;
      clearInterval(timer);
      restartLater('gone', HEALTHY_MS);
    }, WATCH_MS);
  }

  if (options.adopt === undefined) start();
  else watch(options.adopt);

  return {
    name: plan.name,
    get pid() {
      return current?.pid;
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (current !== undefined) await endProcess(current, plan.graceMs);
      removePidFile(plan.pidFile);
    },
    kill() {
      stopping = true;
      clearTimeout(timer);
      if (current !== undefined && stillRuns(current)) process.kill(current.pid, 'SIGKILL');
    },
  };
}

/** Ends what an earlier start that was killed has left of a program. */
export async function endLeftover(pidFile: string, name: string, graceMs: number, say: Say): Promise<void> {
  const leftover = readPidFile(pidFile);
  if (leftover === undefined) return;
  say(`ending ${name} of an earlier start (process ${leftover.pid})`);
  await endProcess(leftover, graceMs);
  removePidFile(pidFile);
}

function spawnPlan(plan: ProcessPlan): ChildProcess {
  if ('file' in plan.output) {
    const log = openLog(plan.output.file);
    const child = spawnWith(plan, ['ignore', log, log]);
    closeSync(log);
    return child;
  }
  // The channel tells a child that its parent has died, whatever the parent died of.
  const child = spawnWith(plan, ['ignore', 'pipe', 'pipe', 'ipc']);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', plan.output.onLine);
  }
  return child;
}

function spawnWith(plan: ProcessPlan, stdio: StdioOptions): ChildProcess {
  return spawn(plan.command, plan.args, { env: plan.env, stdio, detached: true });
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGE_LOG_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
}

function whereItsLogIs({ output }: ProcessPlan): string {
  return 'file' in output ? `; its log: ${output.file}` : '';
}
