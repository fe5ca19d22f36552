import type { ChildProcess } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { isPortFree } from '../../../src/platform/free-port';
import { readPidFile } from '../../../src/platform/pid-file';
import { importBusyboxImage } from '../../support/busybox-image';
import { checkEngine } from '../../support/check-engine';
import { startStackProcess, stopStackProcess, untilReady } from '../../support/stack-process';
import { makeTestFolder, removeAbandonedFolders, removeTestFolder } from '../../support/test-folder';

/** What can be killed. The names are those of the pid files. */
export const TARGETS = ['worker', 'server', 'temporal', 'dockerd'] as const;
export type Target = (typeof TARGETS)[number];

/** A Holdfast of its own, of real processes, to be broken. */
export interface FaultStack {
  apiUrl: string;
  temporalAddress: string;
  /** As `DOCKER_HOST` names it. */
  dockerHost: string;
  docker: Docker;
  /** Ports that nobody else of this stack uses. */
  spareRange: string;
  image: string;
  runner: string;
  /** As `HOLDFAST_DATA` names it. */
  dataDirectory: string;
  /** Undefined while the process is down. */
  pidOf(target: Target): number | undefined;
  stop(): Promise<void>;
}

export interface FaultStackOptions {
  /** Environment variables that differ from the usual ones. */
  settings?: NodeJS.ProcessEnv;
  /** Done with the data directory before anything is started. */
  prepare?: (dataDirectory: string) => Promise<void>;
}

const RUNNER = 'faults';
const PORTS = { from: 9000, to: 11_900, perRun: 100, forVps: 90 };
const DOCKER_TIMEOUT_MS = 90_000;
const SETTINGS_OF_THE_USER =
  /^(HOLDFAST_|TEMPORAL_|DOCKER_|AUTO_SNAPSHOT_ON_STOP$|MAX_SNAPSHOTS_PER_VPS$|SHARED_DIR$)/;

/**
 * Starts Temporal, engine, worker and API as `npm start` does, in a temporary folder.
 *
 * @param keptLog where the log of all of them stays
 */
export async function startFaultStack(
  keptLog: string,
  { settings = {}, prepare }: FaultStackOptions = {},
): Promise<FaultStack> {
  await removeAbandonedFolders();
  const folder = await makeTestFolder();
  let child: ChildProcess | undefined;
  const end = async (): Promise<void> => {
    if (child !== undefined) await stopStackProcess(child);
    await copyFile(folder.logFile, keptLog).catch(() => undefined);
    await removeTestFolder(folder.path);
  };
  try {
    await prepare?.(folder.dataDirectory);
    const ports = await choosePorts();
    const env = { ...environment(folder.dataDirectory, ports), ...settings };
    child = startStackProcess(env, folder.logFile);
    const { apiUrl, temporalAddress, dockerHost } = await untilReady(child, folder.logFile);
    await checkEngine(dockerHost);
    const socketPath = dockerHost.replace('unix://', '');
    const docker = new Docker({ socketPath, timeout: DOCKER_TIMEOUT_MS });
    return {
      apiUrl,
      temporalAddress,
      dockerHost,
      docker,
      spareRange: `${ports.api + 3}-${ports.first + PORTS.perRun - 1}`,
      image: await importBusyboxImage(socketPath),
      runner: RUNNER,
      dataDirectory: folder.dataDirectory,
      pidOf: (target) => readPidFile(join(folder.dataDirectory, 'run', `${target}.pid`))?.pid,
      stop: async () => {
        await removeContainers(docker).catch(() => undefined);
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function environment(dataDirectory: string, ports: Ports): NodeJS.ProcessEnv {
  const surroundings = Object.entries(process.env).filter(([name]) => !SETTINGS_OF_THE_USER.test(name));
  return {
    ...Object.fromEntries(surroundings),
    TEMPORAL_CLI: process.env['TEMPORAL_CLI'],
    HOLDFAST_ENGINE: 'isolated',
    HOLDFAST_DATA: dataDirectory,
    HOLDFAST_PORT: String(ports.api),
    TEMPORAL_PORT: String(ports.api + 1),
    TEMPORAL_UI_PORT: String(ports.api + 2),
    HOLDFAST_RUNNER: RUNNER,
    HOLDFAST_PORT_RANGE: `${ports.first}-${ports.api - 1}`,
  };
}

interface Ports {
  first: number;
  api: number;
}

/** Chosen by chance, since another run may be choosing at the same time. */
async function choosePorts(): Promise<Ports> {
  const count = (PORTS.to - PORTS.from) / PORTS.perRun;
  for (let attempt = 0; attempt < 50; attempt++) {
    const first = PORTS.from + Math.floor(Math.random() * count) * PORTS.perRun;
    const api = first + PORTS.forVps;
    const free = await Promise.all([first, api, api + 1, api + 2].map((port) => isPortFree(port)));
    if (free.every(Boolean)) return { first, api };
  }
  throw new Error(`no free ports between ${PORTS.from} and ${PORTS.to}`);
}

async function removeContainers(docker: Docker): Promise<void> {
  const containers = await docker.listContainers({ all: true });
  await Promise.allSettled(
    containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })),
  );
}
