import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { anyFreePort, isPortFree } from '../../src/platform/free-port';
import { importBusyboxImage } from './busybox-image';
import stopTestStack from './global-teardown';
import { rememberStack } from './running-stack';
import { STACK_FILE_VARIABLE, type TestStack } from './stack';
import { startStackProcess, untilReady } from './stack-process';
import { makeTestFolder, removeAbandonedFolders, type TestFolder } from './test-folder';

const RUNNER = 'test';
/** Below the ports that the system gives away itself, and apart from those of `npm start`. */
const PORT_RANGES = { from: 12_000, to: 19_000, size: 200 };
const SETTINGS_OF_THE_USER =
  /^(HOLDFAST_|TEMPORAL_|DOCKER_|AUTO_SNAPSHOT_ON_STOP$|MAX_SNAPSHOTS_PER_VPS$|SHARED_DIR$)/;

/** jest's global set-up: a Holdfast with everything of its own, in a temporary folder and on free ports. */
export default async function startTestStack(): Promise<void> {
  await removeAbandonedFolders();
  const folder = await makeTestFolder();
  try {
    await startIn(folder);
  } catch (error) {
    // jest does not tear down what was not set up whole.
    await stopTestStack();
    throw error;
  }
}

async function startIn(folder: TestFolder): Promise<void> {
  const portRange = await freePortRange();
  rememberStack({ folder });
  const child = startStackProcess(await environmentOf(folder, portRange), folder.logFile);
  rememberStack({ folder, child });
  const started = await untilReady(child, folder.logFile);
  const dockerSocket = started.dockerHost.replace('unix://', '');
  const stack: TestStack = {
    apiUrl: started.apiUrl,
    temporalAddress: started.temporalAddress,
    temporalUiUrl: started.temporalUiUrl,
    dockerSocket,
    image: await importBusyboxImage(dockerSocket),
    runner: RUNNER,
    sharedDir: folder.sharedDir,
    bindDir: folder.bindDir,
    portRange,
    dataDirectory: folder.dataDirectory,
    logFile: folder.logFile,
  };
  const file = join(folder.path, 'stack.json');
  await writeFile(file, JSON.stringify(stack));
  process.env[STACK_FILE_VARIABLE] = file;
}

async function environmentOf(
  folder: TestFolder,
  portRange: TestStack['portRange'],
): Promise<NodeJS.ProcessEnv> {
  const surroundings = Object.entries(process.env).filter(([name]) => !SETTINGS_OF_THE_USER.test(name));
  return {
    ...Object.fromEntries(surroundings),
    TEMPORAL_CLI: process.env['TEMPORAL_CLI'],
    HOLDFAST_ENGINE: 'isolated',
    HOLDFAST_DATA: folder.dataDirectory,
    HOLDFAST_PORT: String(await anyFreePort()),
    TEMPORAL_PORT: String(await anyFreePort()),
    TEMPORAL_UI_PORT: String(await anyFreePort()),
    HOLDFAST_RUNNER: RUNNER,
    HOLDFAST_PORT_RANGE: `${portRange.first}-${portRange.last}`,
    HOLDFAST_BIND_DIRS: folder.bindDir,
    SHARED_DIR: folder.sharedDir,
  };
}

/** Chosen at random, since another test run may be choosing at the same time. */
async function freePortRange(): Promise<TestStack['portRange']> {
  const count = (PORT_RANGES.to - PORT_RANGES.from) / PORT_RANGES.size;
  for (;;) {
    const first = PORT_RANGES.from + Math.floor(Math.random() * count) * PORT_RANGES.size;
    const last = first + PORT_RANGES.size - 1;
    if ((await isPortFree(first)) && (await isPortFree(last))) return { first, last };
  }
}
