import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identifyProcess, type ProcessIdentity } from './process-identity';

/** Writes down which process does a job, so that a later start finds it. */
export function writePidFile(path: string, pid: number): void {
  const identity = identifyProcess(pid);
  if (identity === undefined) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(identity));
}

/** The process that a pid file names, if it is still that one. A file that cannot be read names none. */
export function readPidFile(path: string): ProcessIdentity | undefined {
  const written = parsePidFile(path);
  const now = written === undefined ? undefined : identifyProcess(written.pid);
  return now !== undefined && now.started === written?.started ? now : undefined;
}

export function removePidFile(path: string): void {
  rmSync(path, { force: true });
}

function parsePidFile(path: string): Pick<ProcessIdentity, 'pid' | 'started'> | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(path, 'utf8')) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}
