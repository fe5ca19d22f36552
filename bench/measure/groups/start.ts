import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPidFile } from '../../../src/platform/pid-file';
import { PROJECT_ROOT } from '../../common/service';
import { byExtent, type Group } from '../group';
import { atMost, makeMeasure, medianOf } from '../measure';
import { privateEnv, removeLeftovers } from '../private-stack';

const MOST_SECONDS = 5;
const POLL_MS = 20;
/** The first one may have to build the dashboard. */
const READY_TIMEOUT_MS = 300_000;

/** `npm start` on data that an earlier start has left, from the command to the first 200 of `/health/ready`. */
export const start: Group = {
  name: 'start',
  title: 'The second npm start',
  run: async ({ extent, signal, say }) => {
    const dataDirectory = resolve('.holdfast', 'bench-start');
    await removeLeftovers(dataDirectory, say);
    const env = await privateEnv(dataDirectory);
    const url = `http://127.0.0.1:${env['HOLDFAST_PORT']}`;
    const times: number[] = [];
    try {
      const runs = byExtent(extent, { quick: 1, normal: 3, growth: 10 });
      for (let count = -1; count < runs; count += 1) {
        const startedAt = performance.now();
        const child = npmStart(env);
        try {
          await Promise.race([untilReady(`${url}/health/ready`, signal), endOf(child)]);
          if (count >= 0) times.push(performance.now() - startedAt);
        } finally {
          await stop(child, dataDirectory);
        }
      }
    } finally {
      await removeLeftovers(dataDirectory, say);
      rmSync(dataDirectory, { recursive: true, force: true });
    }
    const measure = makeMeasure('npm start on kept data, to ready', 'ms', [
      { what: 'npm start, with a Temporal and an engine of its own', samples: times },
    ]);
    const seconds = medianOf(measure, 0) / 1000;
    return { measures: [measure], targets: [atMost(`${measure.name}`, seconds, MOST_SECONDS, 's')] };
  },
};

function npmStart(env: NodeJS.ProcessEnv): ChildProcess {
  return spawn('npm', ['start'], { cwd: PROJECT_ROOT, env, stdio: 'ignore' });
}

async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  const isReady = (): Promise<boolean> =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await isReady())) {
    if (Date.now() > deadline) throw new Error(`npm start is not ready after ${READY_TIMEOUT_MS / 1000} s`);
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function endOf(child: ChildProcess): Promise<never> {
  const code = await new Promise((done) => child.once('exit', done));
  throw new Error(`npm start ended with ${String(code)}`);
}

/** npm and its shell do not pass every signal on: the process that has the data directory is asked. */
async function stop(child: ChildProcess, dataDirectory: string): Promise<void> {
  const ended = new Promise((done) => child.once('exit', done));
  const owner = readPidFile(join(dataDirectory, 'run', 'start.pid'));
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (owner === undefined) child.kill('SIGTERM');
  else process.kill(owner.pid, 'SIGTERM');
  await ended;
}
