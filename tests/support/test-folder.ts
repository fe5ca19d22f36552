import { statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDataDirectory } from '../../src/platform/data-directory';
import { readPidFile } from '../../src/platform/pid-file';
import { removeEngineTraces } from '../../src/platform/private-engine';
import { endLeftover } from '../../src/platform/supervised-process';
import { unmountBelow } from '../../src/platform/unmount';

const PREFIX = 'holdfast-test-';
/** A younger one may belong to a test run that is just starting. */
const ABANDONED_AFTER_MS = 120_000;
const PROGRAMS = ['server', 'worker', 'temporal', 'dockerd'];

/** The temporary folder of one test run. */
export interface TestFolder {
  path: string;
  dataDirectory: string;
  sharedDir: string;
  bindDir: string;
  logFile: string;
}

export async function makeTestFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), PREFIX));
  const [dataDirectory, sharedDir, bindDir] = [join(path, 'data'), join(path, 'shared'), join(path, 'bind')];
  for (const folder of [dataDirectory, sharedDir, bindDir]) await mkdir(folder);
  return { path, dataDirectory, sharedDir, bindDir, logFile: join(path, 'stack.log') };
}

/** Removes the folders of test runs that were killed, and what still runs on them. */
export async function removeAbandonedFolders(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  for (const path of names.map((name) => join(tmpdir(), name))) {
    // Another run may be removing its own just now.
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs === undefined) continue;
    const age = Date.now() - mtimeMs;
    const owner = readPidFile(join(path, 'data', 'run', 'start.pid'));
    if (age > ABANDONED_AFTER_MS && owner === undefined) await clearAway(path);
  }
}

async function clearAway(path: string): Promise<void> {
  const data = claimDataDirectory(join(path, 'data'));
  for (const name of PROGRAMS) await endLeftover(data.pidFile(name), name, 10_000, () => undefined);
  await removeEngineTraces(data);
  await removeTestFolder(path);
}

/** A killed engine leaves the filesystems of its containers mounted. */
export async function removeTestFolder(path: string): Promise<void> {
  await unmountBelow(path);
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
}
