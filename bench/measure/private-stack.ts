import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { claimDataDirectory } from '../../src/platform/data-directory';
import { anyFreePort } from '../../src/platform/free-port';
import { formatLogLine } from '../../src/platform/log-format';
import type { Say } from '../../src/platform/say';
import { loadSettings, type Settings } from '../../src/platform/settings';
import { type Stack, startStack } from '../../src/platform/stack';
import { endLeftover } from '../../src/platform/supervised-process';
import { unmountBelow } from '../../src/platform/unmount';
import type { Interruption } from '../common/interruption';
import { PROJECT_ROOT, waitUntilReady } from '../common/service';

/** A stack that nobody else uses. */
export interface BenchStack {
  stack: Stack;
  settings: Settings;
  /** Ends it, and removes its data. */
  end: () => Promise<void>;
}

/** Settings of a service that runs already, which must not reach the private one. */
const NOT_INHERITED = /^(HOLDFAST_|TEMPORAL_|DOCKER_HOST$|MAX_SNAPSHOTS_|AUTO_SNAPSHOT_|SHARED_DIR$)/;
/** What a stack runs, in the order in which it ends. */
const PROGRAMS = ['server', 'worker', 'temporal', 'dockerd'];
const END_GRACE_MS = 30_000;

/**
 * Starts a stack with ports, data directory and Temporal of its own, and as root on Linux an engine of its own; else
 * it uses the engine that `DOCKER_HOST` or the default socket has. One at a time has the data directory.
 */
export async function startPrivateStack(say: Say, { giveUp, kill }: Interruption): Promise<BenchStack> {
  const dataDirectory = resolve('.holdfast', 'bench');
  await removeLeftovers(dataDirectory, say);
  const env = await privateEnv(dataDirectory);
  const settings = loadSettings(env);
  const stack = await startStack({
    settings,
    env,
    projectRoot: PROJECT_ROOT,
    say,
    onLogLine: (source, line) => say(formatLogLine(source, line)),
    giveUp,
    kill,
  });
  const end = async (): Promise<void> => {
    await stack.stop();
    rmSync(dataDirectory, { recursive: true });
  };
  try {
    await waitUntilReady(stack.apiUrl, giveUp);
  } catch (error) {
    await end();
    throw error;
  }
  return { stack, settings, end };
}

/** A benchmark that was killed has left its data, and perhaps its engine. */
export async function removeLeftovers(dataDirectory: string, say: Say): Promise<void> {
  if (!existsSync(dataDirectory)) return;
  const data = claimDataDirectory(dataDirectory);
  try {
    for (const name of PROGRAMS) await endLeftover(data.pidFile(name), name, END_GRACE_MS, say);
    await unmountBelow(dataDirectory);
    rmSync(dataDirectory, { recursive: true });
  } finally {
    data.release();
  }
}

/** The environment of a stack with ports of its own, that inherits no setting of one that runs already. */
export async function privateEnv(dataDirectory: string): Promise<NodeJS.ProcessEnv> {
  const { TEMPORAL_CLI, DOCKER_HOST } = process.env;
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name));
  const canHaveOwnEngine = process.platform === 'linux' && process.getuid?.() === 0;
  return {
    ...Object.fromEntries(inherited),
    ...(TEMPORAL_CLI !== undefined && { TEMPORAL_CLI }),
    ...(canHaveOwnEngine ? { HOLDFAST_ENGINE: 'isolated' } : { DOCKER_HOST }),
    HOLDFAST_DATA: dataDirectory,
    HOLDFAST_RUNNER: 'bench',
    HOLDFAST_LOG_LEVEL: 'warn',
    // Twenty clients that never rest are more than one person may be.
    HOLDFAST_RATE_LIMIT: '0',
    HOLDFAST_PORT: String(await anyFreePort()),
    TEMPORAL_PORT: String(await anyFreePort()),
    TEMPORAL_UI_PORT: String(await anyFreePort()),
  };
}
