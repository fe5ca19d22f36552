import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process as told apart from another that gets the same pid later. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in whatever unit the system has: for comparison only. */
  started: string;
  /** Its command line. */
  command: string;
}

/** The process that has this pid now; undefined when there is none, or only its zombie. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  try {
    return process.platform === 'linux' ? identifyByProc(pid) : identifyByPs(pid);
  } catch {
    return undefined;
  }
}

/** Whether the process that was seen earlier still runs. */
export function stillRuns(seen: Pick<ProcessIdentity, 'pid' | 'started'>): boolean {
  return identifyProcess(seen.pid)?.started === seen.started;
}

function identifyByProc(pid: number): ProcessIdentity | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in brackets, which may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X' || started === undefined) return undefined;
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  return { pid, started, command };
}

function identifyByPs(pid: number): ProcessIdentity | undefined {
  const line = execFileSync('ps', ['-p', String(pid), '-o', 'lstart=,command='], { encoding: 'utf8' }).trim();
  const LSTART_LENGTH = 24;
  return line === ''
    ? undefined
    : { pid, started: line.slice(0, LSTART_LENGTH), command: line.slice(LSTART_LENGTH).trim() };
}
