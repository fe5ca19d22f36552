import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readPidFile, removePidFile, writePidFile } from './pid-file';

/** The folder that holds what must last. One start at a time uses it. */
export interface DataDirectory {
  path: string;
  /** Eight characters that tell this directory from others, for names that must be short. */
  shortName: string;
  temporalDatabase: string;
  dockerRoot: string;
  logFile(name: string): string;
  /** Where the pid of a process that serves this directory is kept. */
  pidFile(name: string): string;
  release(): void;
}

/** Another process uses the data directory. */
export class DataDirectoryInUse extends Error {
  override readonly name = 'DataDirectoryInUse';
}

/**
 * Takes the data directory for this process. What a dead process left is taken over.
 *
 * @throws DataDirectoryInUse when a living one has it
 */
export function claimDataDirectory(path: string): DataDirectory {
  mkdirSync(join(path, 'run'), { recursive: true, mode: 0o700 });
  mkdirSync(join(path, 'logs'), { recursive: true });
  const ownPidFile = join(path, 'run', 'start.pid');
  withLock(join(path, 'run', 'claim.lock'), () => {
    const owner = readPidFile(ownPidFile);
    if (owner !== undefined && owner.pid !== process.pid)
      throw new DataDirectoryInUse(
        `Holdfast runs already on ${path} (process ${owner.pid}). End that one first, or give this one a directory and ports of its own with HOLDFAST_DATA, HOLDFAST_PORT, TEMPORAL_PORT and TEMPORAL_UI_PORT.`,
      );
    writePidFile(ownPidFile, process.pid);
  });
  return {
    path,
    shortName: createHash('sha256').update(path).digest('hex').slice(0, 8),
    temporalDatabase: join(path, 'temporal.db'),
    dockerRoot: join(path, 'docker'),
    logFile: (name) => join(path, 'logs', `${name}.log`),
    pidFile: (name) => join(path, 'run', `${name}.pid`),
    release: () => removePidFile(ownPidFile),
  };
}

const STALE_LOCK_MS = 10_000;

/** Two starts in the same instant must not both take over. The lock lives for microseconds unless its owner dies. */
function withLock(lockFile: string, work: () => void): void {
  const age = Date.now() - (statSync(lockFile, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > STALE_LOCK_MS) rmSync(lockFile, { force: true });
  try {
    closeSync(openSync(lockFile, 'wx'));
  } catch (cause) {
    throw new DataDirectoryInUse(`another start is taking it this moment (${lockFile})`, { cause });
  }
  try {
    work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}
