import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { canInstallDebianPackages, installDebianPackages } from '../../src/platform/debian-packages';
import { findExecutable, isExecutableFile } from '../../src/platform/find-executable';
import type { Say } from '../../src/platform/say';

/** A busybox that needs no library: all the programs of a small Linux system in one file. */
export interface Busybox {
  path: string;
  program: Buffer;
  /** The names it answers to: `sh`, `ls`, `httpd`, ... */
  applets: string[];
}

const PLACES = ['/bin/busybox', '/usr/bin/busybox', '/usr/local/bin/busybox'];

/**
 * Finds a static busybox on this machine. As root on the Debian family it is installed when there is none.
 *
 * @throws Error that says what a person can do
 */
export async function findBusybox(say: Say): Promise<Busybox> {
  const found = firstStatic();
  if (found !== undefined) return found;
  if (canInstallDebianPackages()) {
    await installDebianPackages(['busybox-static'], say);
    const installed = firstStatic();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'A base image needs a static busybox, and this machine has none. Install it (Debian and Ubuntu: `apt-get install busybox-static`; Alpine: `apk add busybox-static`) and try again.',
  );
}

function firstStatic(): Busybox | undefined {
  const onPath = ['busybox', 'busybox.static'].flatMap((name) => findExecutable(name) ?? []);
  for (const path of [...PLACES.filter(isExecutableFile), ...onPath]) {
    const program = readFileSync(realpathSync(path));
    if (isStaticElf(program)) return { path, program, applets: listApplets(path) };
  }
  return undefined;
}

function listApplets(path: string): string[] {
  return execFileSync(path, ['--list'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim())
    .filter((name) => name !== '' && name !== 'busybox');
}

const SEGMENT_INTERPRETER = 3;

/** Whether a 64-bit little-endian ELF program names no dynamic loader. */
function isStaticElf(program: Buffer): boolean {
  const isElf64 = program.length > 64 && program.readUInt32BE(0) === 0x7f454c46 && program[4] === 2;
  if (!isElf64 || program[5] !== 1) return false;
  const table = Number(program.readBigUInt64LE(32));
  const [entrySize, count] = [program.readUInt16LE(54), program.readUInt16LE(56)];
  return Array.from({ length: count }, (_, index) => program.readUInt32LE(table + index * entrySize)).every(
    (type) => type !== SEGMENT_INTERPRETER,
  );
}
