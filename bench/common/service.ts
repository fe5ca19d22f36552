import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { formatLogLine } from '../../src/platform/log-format';
import type { Say } from '../../src/platform/say';
import { loadSettings, type Settings } from '../../src/platform/settings';
import { startStack } from '../../src/platform/stack';
import { connectDocker, findEngineOfService } from './docker-engine';
import type { Interruption } from './interruption';

/** A running Holdfast, and the engine that its runner uses. */
export interface Service {
  url: string;
  /** Whether it had to be started. */
  isOurs: boolean;
  docker: Docker;
  dockerHost: string;
  /** Ends it if it is ours. */
  close(): Promise<void>;
}

/** The folder that has `dist`; this file runs as `dist/bench/common/service.js`. */
export const PROJECT_ROOT = dirname(dirname(dirname(__dirname)));

const ANSWER_TIMEOUT_MS = 3000;
const READY_TIMEOUT_MS = 60_000;

/**
 * The service at `HOLDFAST_URL`, else the one that `npm start` runs on this machine, else one that is started now.
 *
 * @throws Error that says what a person can do
 */
export async function openService(say: Say, interruption: Interruption): Promise<Service> {
  const settings = loadSettings();
  const given = process.env['HOLDFAST_URL']?.replace(/\/+$/, '') ?? '';
  const url = given === '' ? `http://127.0.0.1:${settings.HOLDFAST_PORT}` : given;
  if (await answers(url)) return joinService(url, settings, interruption.giveUp);
  if (given !== '')
    throw new Error(`Nothing answers at ${given} (HOLDFAST_URL). Start the service there first.`);
  return startService(settings, say, interruption);
}

async function joinService(url: string, settings: Settings, signal: AbortSignal): Promise<Service> {
  await waitUntilReady(url, signal);
  const { docker, host } = await findEngineOfService(settings);
  return { url, isOurs: false, docker, dockerHost: host, close: async () => undefined };
}

async function startService(settings: Settings, say: Say, { giveUp, kill }: Interruption): Promise<Service> {
  say(`No service answers on port ${settings.HOLDFAST_PORT}: starting one, as \`npm start\` does.`);
  const env = { ...process.env, HOLDFAST_LOG_LEVEL: process.env['HOLDFAST_LOG_LEVEL'] || 'warn' };
  const stack = await startStack({
    settings,
    env,
    projectRoot: PROJECT_ROOT,
    say: (line) => say(`  ${line}`),
    onLogLine: (source, line) => say(`  ${formatLogLine(source, line)}`),
    giveUp,
    kill,
  });
  try {
    await waitUntilReady(stack.apiUrl, giveUp);
  } catch (error) {
    await stack.stop();
    throw error;
  }
  return {
    url: stack.apiUrl,
    isOurs: true,
    docker: connectDocker(stack.docker.host),
    dockerHost: stack.docker.host,
    close: () => stack.stop(),
  };
}

/** False when nothing listens there. @throws Error when it is something else that does */
async function answers(url: string): Promise<boolean> {
  const response = await ask(`${url}/health/live`);
  if (response === undefined) return false;
  if (response.ok) return true;
  throw new Error(
    `What answers at ${url} is not Holdfast (${response.status} for /health/live). Name the service in HOLDFAST_URL, or another port to start one on in HOLDFAST_PORT.`,
  );
}

/** A service that has just been started may lack its worker for a moment. */
export async function waitUntilReady(url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const response = await ask(`${url}/health/ready`);
    if (response?.ok === true) return;
    if (Date.now() > deadline) {
      const reason = response === undefined ? 'no answer' : await response.text();
      throw new Error(`The service at ${url} is not ready: ${reason}`);
    }
    await sleep(200, undefined, { signal });
  }
}

async function ask(url: string): Promise<Response | undefined> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
  } catch {
    return undefined;
  }
}
