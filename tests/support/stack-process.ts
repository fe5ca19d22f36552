import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StackReadyMessage } from '../../src/platform/report-ready';

type StartedStack = StackReadyMessage['ready'];

const PROJECT_ROOT = join(__dirname, '..', '..');
/** Enough for a first start, which may install Docker and download Temporal. */
const READY_TIMEOUT_MS = 600_000;
const END_TIMEOUT_MS = 90_000;

/**
 * Starts all of Holdfast as `npm start` does, with these settings. When the process of the tests dies, however it
 * does, the stack notices and ends itself.
 */
export function startStackProcess(env: NodeJS.ProcessEnv, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a');
  const child = fork(join(PROJECT_ROOT, 'dist', 'start.js'), {
    env,
    execArgv: [],
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  });
  closeSync(log);
  return child;
}

/** Rejects with the last lines of the log when the stack does not come up. */
export function untilReady(child: ChildProcess, logFile: string): Promise<StartedStack> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`The test stack ${why}:\n${lastLines(logFile)}`));
    const timer = setTimeout(() => fail('did not become ready in time'), READY_TIMEOUT_MS);
    const onExit = (code: number | null): void => fail(`ended with exit code ${code}`);
    child.once('exit', onExit);
    child.once('message', (message) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve((message as StackReadyMessage).ready);
    });
  });
}

/** Ends the stack; kills it when it does not end. */
export async function stopStackProcess(child: ChildProcess): Promise<void> {
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A second request makes it kill its children, should it hang.
  for (const patience of [END_TIMEOUT_MS, 2000]) {
    if (hasEnded()) return;
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(patience, undefined, { ref: false })]);
  }
  child.kill('SIGKILL');
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-40).join('\n');
}
