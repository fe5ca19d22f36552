import { readFile } from 'node:fs/promises';
import { runCommand } from './run-command';

/** Unmounts everything below a folder: what an engine that was killed leaves mounted. */
export async function unmountBelow(folder: string): Promise<void> {
  const mounts = (await mountPoints()).filter((mount) => mount.startsWith(`${folder}/`));
  // The inner ones first.
  for (const mount of mounts.reverse()) await unmount(mount);
}

export async function unmount(mount: string): Promise<void> {
  await runCommand('umount', ['-l', mount], { timeoutMs: 10_000 });
}

export async function isMountPoint(path: string): Promise<boolean> {
  return (await mountPoints()).includes(path);
}

/** On Linux; elsewhere there is nothing of ours to unmount. */
async function mountPoints(): Promise<string[]> {
  const table = await readFile('/proc/mounts', 'utf8').catch(() => '');
  return table.split('\n').map((line) => (line.split(' ')[1] ?? '').replaceAll('\\040', ' '));
}
