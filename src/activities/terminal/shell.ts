import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { Execs } from '../../docker/execs';
import { isAnswer } from '../../docker/errors';
import { failure } from '../failures';
import { entering } from '../freeze-turns';

/** What is needed to end a shell later. It is kept in the step's heartbeat, and holds no secret. */
export interface ShellRef {
  container_id: string;
  exec_id: string;
  /** Within the container. */
  pid: number;
}

export interface Shell {
  ref: ShellRef;
  /** The bytes of its terminal. */
  stream: Duplex;
}

/**
 * As over SSH: a login shell, in the home directory. The first thing it says is its process id, which Docker tells
 * nobody.
 */
const LOGIN = `printf 'holdfast-shell=%s;' "$$"
cd 2>/dev/null
for shell in /bin/bash /usr/bin/bash; do [ -x "$shell" ] && exec "$shell" -l; done
exec /bin/sh -l`;
const GREETING = /^holdfast-shell=(\d{1,10});/;
/** What comes instead is Docker's explanation, of a few lines. */
const MOST_BEFORE_GREETING_BYTES = 4096;
const ENVIRONMENT = ['TERM=xterm-256color', 'COLORTERM=truecolor'];

const START_TIMEOUT_MS = 10_000;
/** How long a shell may take to end after each signal. */
const END_TIMEOUT_MS = 2000;
const POLL_MS = 50;
const FROZEN_RETRY = '15s';

/**
 * Starts a shell in a running container, when no snapshot is just being taken of it.
 *
 * @param isWanted asked when its turn has come
 * @throws ApplicationFailure `invalid_state`, `terminal_failed`
 */
export async function startShell(
  execs: Execs,
  containerId: string,
  isWanted: () => boolean,
): Promise<Shell | undefined> {
  return entering(containerId, async () => (isWanted() ? start(execs, containerId) : undefined));
}

async function start(execs: Execs, containerId: string): Promise<Shell> {
  try {
    const attached = execs.attach(containerId, ['/bin/sh', '-c', LOGIN], ENVIRONMENT);
    const { id, stream } = await orTooLate(attached, ({ stream: late }) => late.destroy());
    const pid = await orTooLate(readGreeting(stream)).catch((error: unknown) => {
      stream.destroy();
      throw error;
    });
    return { stream, ref: { container_id: containerId, exec_id: id, pid } };
  } catch (error) {
    if (isAnswer(error, 409)) throw failure('invalid_state', `No shell can be started: ${error.message}`);
    throw error;
  }
}

/** Reads no further than the greeting; what follows it stays in the stream. */
function readGreeting(stream: Duplex): Promise<number> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const [greeting, pid] = GREETING.exec(seen.toString('latin1')) ?? [];
      if (greeting !== undefined) {
        leave();
        stream.pause();
        stream.unshift(seen.subarray(greeting.length));
        resolve(Number(pid));
      } else if (seen.length > MOST_BEFORE_GREETING_BYTES) {
        fail();
      }
    };
    const fail = (): void => {
      leave();
      const words = seen.toString().replace(/\s+/g, ' ').trim().slice(0, 300);
      reject(failure('terminal_failed', `/bin/sh cannot be started in the VPS. ${words}`.trim()));
    };
    const leave = (): void => {
      stream.off('data', onData).off('end', fail).off('error', fail).off('close', fail);
    };
    stream.on('data', onData).on('end', fail).on('error', fail).on('close', fail);
  });
}

async function orTooLate<T>(work: Promise<T>, discard: (late: T) => void = () => undefined): Promise<T> {
  const done = new AbortController();
  const late = setTimeout(START_TIMEOUT_MS, undefined, { signal: done.signal, ref: false }).then(() => {
    work.then(discard).catch(() => undefined);
    throw failure('terminal_failed', 'The VPS did not start a shell in time.');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
    late.catch(() => undefined);
  }
}

/**
 * Ends a shell as the end of its terminal does: by a hang-up, which a shell hands on to its jobs and which those that
 * were started with `nohup` outlive. One that does not care is killed. Nothing happens to a shell that has ended.
 *
 * @throws ApplicationFailure that is to be tried again, while the container is frozen
 */
export async function hangUp(execs: Execs, ref: ShellRef): Promise<void> {
  for (const signal of ['HUP', 'KILL']) {
    if ((await exitCodeOf(execs, ref, 0)) !== undefined) return;
    const kill = ['/bin/sh', '-c', 'kill -s "$1" "$2"', 'sh', signal, String(ref.pid)];
    const refusal = await refusalOf(entering(ref.container_id, () => execs.detach(ref.container_id, kill)));
    if ((await exitCodeOf(execs, ref, refusal === undefined ? END_TIMEOUT_MS : 0)) !== undefined) return;
    if (refusal !== undefined) throw notYet(refusal);
  }
  throw failure('terminal_failed', `The shell with the process id ${ref.pid} does not end.`);
}

/** Why the engine starts nothing in a container that is frozen, or stops just now. */
async function refusalOf(work: Promise<void>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (isAnswer(error, 404, 409)) return error.message;
    throw error;
  }
}

function notYet(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'invalid_state',
    message: `The shell cannot be ended yet: ${message}`,
    nextRetryDelay: FROZEN_RETRY,
  });
}

/** Waits until the shell has ended: its exit code, null if nobody knows it; undefined when it has not ended by then. */
export async function exitCodeOf(
  execs: Execs,
  { exec_id }: ShellRef,
  patienceMs = END_TIMEOUT_MS,
): Promise<number | null | undefined> {
  const since = performance.now();
  for (;;) {
    const state = await execs.inspect(exec_id);
    if (state === null) return null;
    if (!state.running) return state.exitCode;
    if (performance.now() - since >= patienceMs) return undefined;
    await setTimeout(POLL_MS);
  }
}
