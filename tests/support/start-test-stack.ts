import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPortFree } from '../../src/platform/free-port';
import { importBusyboxImage } from './busybox-image';
import { checkEngine } from './check-engine';
import { rememberStack, type StackName } from './running-stack';
import { STACK_FILE_VARIABLES, type TestStack } from './stack';
import { stopTestStack } from './stop-test-stack';
import { startStackProcess, untilReady } from './stack-process';
import { makeTestFolder, removeAbandonedFolders, type TestFolder } from './test-folder';

const RUNNER = 'test';
/**
 * Below the ports that the system gives away itself, which an outgoing connection may have taken by the time that we
 * listen there, and apart from those of `npm start`.
 */
const PORTS = { from: 12_000, to: 19_000, perRun: 250, forVps: 200, forFurtherRunners: 40 };
const SETTINGS_OF_THE_USER =
  /^(HOLDFAST_|TEMPORAL_|DOCKER_|AUTO_SNAPSHOT_ON_STOP$|MAX_SNAPSHOTS_PER_VPS$|SHARED_DIR$)/;

/** Starts a Holdfast with everything of its own, in a temporary folder and on free ports. */
export async function startTestStack(name: StackName): Promise<void> {
  await removeAbandonedFolders();
  const folder = await makeTestFolder();
  try {
    await startIn(folder, name);
  } catch (error) {
    // jest does not tear down what was not set up whole.
    await stopTestStack(name);
    throw error;
  }
}

async function startIn(folder: TestFolder, name: StackName): Promise<void> {
  const ports = await choosePorts();
  rememberStack(name, { folder });
  const child = startStackProcess(environmentOf(folder, ports), folder.logFile);
  rememberStack(name, { folder, child });
  const started = await untilReady(child, folder.logFile);
  await checkEngine(started.dockerHost);
  const dockerSocket = started.dockerHost.replace('unix://', '');
  const stack: TestStack = {
    apiUrl: started.apiUrl,
    temporalAddress: started.temporalAddress,
    temporalUiUrl: started.temporalUiUrl,
    workerMetricsUrl: `http://127.0.0.1:${ports.metrics}/metrics`,
    dockerSocket,
    image: await importBusyboxImage(dockerSocket),
    runner: RUNNER,
    sharedDir: folder.sharedDir,
    bindDir: folder.bindDir,
    portRange: ports.forVps,
    dataDirectory: folder.dataDirectory,
    logFile: folder.logFile,
  };
  const file = join(folder.path, 'stack.json');
  await writeFile(file, JSON.stringify(stack));
  process.env[STACK_FILE_VARIABLES[name]] = file;
}

function environmentOf(folder: TestFolder, ports: Ports): NodeJS.ProcessEnv {
  const surroundings = Object.entries(process.env).filter(([name]) => !SETTINGS_OF_THE_USER.test(name));
  return {
    ...Object.fromEntries(surroundings),
    TEMPORAL_CLI: process.env['TEMPORAL_CLI'],
    HOLDFAST_ENGINE: 'isolated',
    HOLDFAST_DATA: folder.dataDirectory,
    HOLDFAST_PORT: String(ports.api),
    TEMPORAL_PORT: String(ports.temporal),
    TEMPORAL_UI_PORT: String(ports.temporalUi),
    HOLDFAST_RUNNER: RUNNER,
    // The tests ask faster than anybody is meant to.
    HOLDFAST_RATE_LIMIT: '0',
    HOLDFAST_METRICS_ADDRESS: `127.0.0.1:${ports.metrics}`,
    HOLDFAST_PORT_RANGE: `${ports.forVps.first}-${ports.forVps.last}`,
    HOLDFAST_BIND_DIRS: folder.bindDir,
    SHARED_DIR: folder.sharedDir,
  };
}

interface Ports {
  forVps: TestStack['portRange'];
  api: number;
  temporal: number;
  temporalUi: number;
  metrics: number;
}

/** Chosen at random, since another test run may be choosing at the same time. */
async function choosePorts(): Promise<Ports> {
  const count = (PORTS.to - PORTS.from) / PORTS.perRun;
  for (;;) {
    const first = PORTS.from + Math.floor(Math.random() * count) * PORTS.perRun;
    const last = first + PORTS.forVps - 1;
    const next = last + 1 + PORTS.forFurtherRunners;
    const ports: Ports = {
      forVps: { first, last },
      api: next,
      temporal: next + 1,
      temporalUi: next + 2,
      metrics: next + 3,
    };
    const free = await Promise.all(
      [first, next, next + 1, next + 2, next + 3].map((port) => isPortFree(port)),
    );
    if (free.every(Boolean)) return ports;
  }
}
