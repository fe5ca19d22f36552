import { readFileSync } from 'node:fs';

/** Megabytes of real memory that a process has, as Linux counts it. */
export function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`process ${pid} tells no size`);
  return (Number(kilobytes) * 1024) / 1e6;
}
