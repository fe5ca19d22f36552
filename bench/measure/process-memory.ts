import { readFileSync } from 'node:fs';

/** Megabytes of real memory that a process has, as Linux counts it. */
export function residentMegabytes(pid: number): number {
  return megabytes(pid, 'status', /^VmRSS:\s+(\d+) kB$/m);
}

/** Megabytes of these that other processes have as well: the pages of Node's own program, and of libraries. */
export function sharedMegabytes(pid: number): number {
  return megabytes(pid, 'smaps_rollup', /^Shared_Clean:\s+(\d+) kB$/m);
}

function megabytes(pid: number, file: string, line: RegExp): number {
  const [, kilobytes] = line.exec(readFileSync(`/proc/${pid}/${file}`, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`process ${pid} tells no size`);
  return (Number(kilobytes) * 1024) / 1e6;
}
