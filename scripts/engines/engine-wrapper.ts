import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a command `dockerd` that runs the engine of another system's root folder, and returns the folder that it is in,
 * to be put first in `PATH`: Holdfast then starts it as it starts any other.
 *
 * The engine sees this machine's `/tmp`, `/run` and devices, so that its data, its socket and its containers are where it
 * is told. It has a mount namespace of its own: nothing of this stays mounted when its last process has ended. What is
 * mounted on this machine later, such as a small disk for a test, is seen there too.
 */
export function writeEngineWrapper(folder: string, root: string, options: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'dockerd');
  writeFileSync(file, `#!/bin/sh\n${script(root, options)}\n`);
  chmodSync(file, 0o755);
  return folder;
}

/**
 * Every `exec` keeps the process, so that its pid is the engine's. The root of the namespace itself has to change: under
 * a mere `chroot`, what is executed in a container lands in the root of this machine.
 */
function script(root: string, options: readonly string[]): string {
  const inside = [
    'mount --bind "$ROOT" "$ROOT"',
    'for each in proc sys dev tmp run; do mount --rbind "/$each" "$ROOT/$each"; done',
    'mkdir -p "$ROOT/old-root"',
    'cd "$ROOT"',
    'pivot_root . old-root',
    'umount --lazy /old-root',
    'exec chroot . /usr/sbin/dockerd "$@"',
  ].join(' && ');
  return [
    `ROOT=${quote(root)}`,
    'export ROOT PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin',
    `exec unshare --mount --propagation slave sh -c ${quote(inside)} dockerd "$@" ${options.map(quote).join(' ')}`,
  ].join('\n');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
