import { join } from 'node:path';
import { claimDataDirectory, type DataDirectory } from './data-directory';
import { type DockerEngine, findDocker } from './docker-provision';
import { embeddedTemporalEnv, startEmbeddedTemporal } from './embedded-temporal';
import { isPortFree } from './free-port';
import { LEAN_MALLOC, LEAN_NODE_ARGUMENTS } from './lean-process';
import { waitUntilHealthy } from './ready-check';
import type { Say } from './say';
import { loadSecretKey } from './secret-key';
import type { Settings } from './settings';
import { endLeftover, superviseProcess, type SupervisedProcess } from './supervised-process';

/** How to run all of Holdfast on one machine. */
export interface StackOptions {
  settings: Settings;
  /** What the settings were read from; the children get it with the addresses added. */
  env: NodeJS.ProcessEnv;
  /** The folder that has `dist` and `scripts`. */
  projectRoot: string;
  say: Say;
  /** What to do with a line that the API or the worker logged; without it, they are dropped. */
  onLogLine?: (source: string, line: string) => void;
  /** Gives up a start that is under way. */
  giveUp: AbortSignal;
  /** Ends everything at once, at any time. */
  kill?: AbortSignal;
}

/** A running Holdfast. */
export interface Stack {
  apiUrl: string;
  temporalAddress: string;
  temporalUiUrl: string;
  docker: DockerEngine;
  data: DataDirectory;
  /** By name: `server`, `worker`, and where they are ours `temporal` and `dockerd`. */
  pids(): { [name: string]: number | undefined };
  /** Ends everything in order: what takes work first, what holds it last. */
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 60_000;
const EXISTING_PATIENCE_MS = 10_000;
/** The API knows a worker from its first heartbeat on, and a person waits for that. */
const HEARTBEAT_SECONDS = '1';
const WORKER_GRACE_MS = 30_000;
const SERVER_GRACE_MS = 10_000;

/**
 * Starts Temporal, Docker, worker and API, as far as they do not run already, and waits until they are ready.
 * When something fails, what had been started is stopped before this rejects.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const data = claimDataDirectory(options.settings.HOLDFAST_DATA);
  const parts = new StackParts(data);
  options.kill?.addEventListener('abort', () => parts.kill());
  try {
    return await bringUp(options, data, parts);
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

/**
 * Each program starts as soon as it can be told where the others are: it waits for them itself, and the time that
 * they all take to load is spent at once.
 */
async function bringUp(options: StackOptions, data: DataDirectory, parts: StackParts): Promise<Stack> {
  const { settings, env, say, giveUp } = options;
  await endLeftovers(data, say);
  await requirePort(settings);
  const secretKey = await loadSecretKey(settings);
  const apiUrl = `http://${urlHost(settings.HOLDFAST_HOST)}:${settings.HOLDFAST_PORT}`;
  const temporal = provideTemporal(options, data, parts);
  const docker = provideDocker(options, data, parts);
  const childEnv = temporal.then((server) => ({
    ...server.env,
    HOLDFAST_SECRET_KEY: secretKey,
    HOLDFAST_HEARTBEAT_SECONDS: env['HOLDFAST_HEARTBEAT_SECONDS'] || HEARTBEAT_SECONDS,
    HOLDFAST_API_URL: env['HOLDFAST_API_URL'] || apiUrl,
  }));
  const [{ address, uiUrl }, engine] = await allOrFirstFailure([
    temporal,
    docker,
    temporal.then((server) => requireExistingServer(server, options)),
    childEnv.then((known) => {
      parts.server = startEntryPoint('server', options, data, known, SERVER_GRACE_MS);
    }),
    Promise.all([childEnv, docker]).then(([known, { host }]) => {
      parts.worker = startEntryPoint(
        'worker',
        options,
        data,
        { ...known, DOCKER_HOST: host },
        WORKER_GRACE_MS,
      );
    }),
  ]);
  if (!(await waitUntilHealthy(`${apiUrl}/health/ready`, READY_TIMEOUT_MS, giveUp))) {
    giveUp.throwIfAborted();
    throw new Error(`The API is not ready after ${READY_TIMEOUT_MS / 1000} s; the log above says why.`);
  }
  return {
    apiUrl,
    temporalAddress: address,
    temporalUiUrl: uiUrl,
    docker: engine,
    data,
    pids: () => parts.pids(),
    stop: () => parts.stop(),
  };
}

/** What has been started so far, and the order in which it ends. */
class StackParts {
  server: SupervisedProcess | undefined;
  worker: SupervisedProcess | undefined;
  temporal: SupervisedProcess | undefined;
  docker: DockerEngine | undefined;

  constructor(private readonly data: DataDirectory) {}

  async stop(): Promise<void> {
    try {
      await this.server?.stop();
      await this.worker?.stop();
      await this.temporal?.stop();
      await this.docker?.own?.process.stop();
      await this.docker?.own?.removeTraces();
    } finally {
      this.data.release();
    }
  }

  kill(): void {
    for (const process of this.processes()) process.kill();
    this.data.release();
  }

  pids(): { [name: string]: number | undefined } {
    return Object.fromEntries(this.processes().map(({ name, pid }) => [name, pid]));
  }

  private processes(): SupervisedProcess[] {
    return [this.server, this.worker, this.temporal, this.docker?.own?.process].filter(
      (process) => process !== undefined,
    );
  }
}

/** The engine of a killed start is taken over, see `private-engine.ts`; the others hold nothing and are ended. */
async function endLeftovers(data: DataDirectory, say: Say): Promise<void> {
  await Promise.all([
    endLeftover(data.pidFile('server'), 'the API', SERVER_GRACE_MS, say),
    endLeftover(data.pidFile('worker'), 'the worker', SERVER_GRACE_MS, say),
  ]);
  await endLeftover(data.pidFile('temporal'), 'Temporal', SERVER_GRACE_MS, say);
}

async function requirePort({ HOLDFAST_PORT: port, HOLDFAST_HOST: host }: Settings): Promise<void> {
  if (await isPortFree(port, host)) return;
  throw new Error(
    `The API cannot listen on ${host}:${port}: another program does. Choose another port with HOLDFAST_PORT=<port> npm start.`,
  );
}

/** A server that children can be told of; it may not answer yet. */
interface ProvidedTemporal {
  address: string;
  uiUrl: string;
  env: NodeJS.ProcessEnv;
  owned: boolean;
}

async function provideTemporal(
  { settings, env, projectRoot, say }: StackOptions,
  data: DataDirectory,
  parts: StackParts,
): Promise<ProvidedTemporal> {
  if (settings.TEMPORAL_ADDRESS !== undefined) {
    say(`Temporal: using the server at ${settings.TEMPORAL_ADDRESS} (TEMPORAL_ADDRESS)`);
    return { address: settings.TEMPORAL_ADDRESS, uiUrl: settings.TEMPORAL_UI_URL, env, owned: false };
  }
  const server = await startEmbeddedTemporal(settings, data, projectRoot, say);
  parts.temporal = server.process;
  return {
    address: server.address,
    uiUrl: server.uiUrl,
    env: embeddedTemporalEnv(env, server),
    owned: true,
  };
}

/**
 * Says at once what is wrong with a server that somebody else runs. Our own is set up by the worker: Temporal's client
 * takes half a second to load, and the worker has it anyway.
 */
async function requireExistingServer(
  { address, env, owned }: ProvidedTemporal,
  { settings, say }: StackOptions,
): Promise<void> {
  if (owned) return;
  const { ensureTemporal } = await import('./temporal-setup.js');
  await ensureTemporal(
    { ...settings, TEMPORAL_ADDRESS: address },
    { patienceMs: EXISTING_PATIENCE_MS, env },
    say,
  );
}

async function provideDocker(
  { settings, say }: StackOptions,
  data: DataDirectory,
  parts: StackParts,
): Promise<DockerEngine> {
  const docker = await findDocker(settings, data, say);
  parts.docker = docker;
  return docker;
}

function startEntryPoint(
  name: 'worker' | 'server',
  { projectRoot, say, onLogLine, giveUp }: StackOptions,
  data: DataDirectory,
  env: NodeJS.ProcessEnv,
  graceMs: number,
): SupervisedProcess {
  giveUp.throwIfAborted();
  return superviseProcess(
    {
      name,
      command: process.execPath,
      args: [...LEAN_NODE_ARGUMENTS[name], join(projectRoot, 'dist', `${name}.js`)],
      env: { ...LEAN_MALLOC, ...env },
      pidFile: data.pidFile(name),
      graceMs,
      output: { onLine: (line) => onLogLine?.(name, line) },
    },
    say,
  );
}

/** Waits for all of them also when one fails, so that nothing starts behind the back of whoever then stops it. */
async function allOrFirstFailure<T extends readonly unknown[]>(
  work: T,
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const outcomes = await Promise.allSettled(work);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return Promise.all(work) as Promise<{ [K in keyof T]: Awaited<T[K]> }>;
}

/** How an address to listen on is reached from this machine. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
