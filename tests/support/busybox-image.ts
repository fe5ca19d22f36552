import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, copyFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import Docker from 'dockerode';
import { installDebianPackages } from '../../src/platform/debian-packages';
import { runCommand } from '../../src/platform/run-command';

const BUSYBOX = '/bin/busybox';
const REPOSITORY = 'holdfast-test/busybox';

/** Makes a small image without a registry: busybox under the names of all its commands. Returns its reference. */
export async function importBusyboxImage(dockerSocket: string): Promise<string> {
  if (!existsSync(BUSYBOX)) await installDebianPackages(['busybox-static'], () => undefined);
  const root = await mkdtemp(join(tmpdir(), 'holdfast-busybox-'));
  try {
    await makeRootFilesystem(root);
    await importFolder(root, new Docker({ socketPath: dockerSocket }));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  return `${REPOSITORY}:latest`;
}

async function makeRootFilesystem(root: string): Promise<void> {
  for (const folder of ['bin', 'etc', 'root', 'tmp', 'var', 'dev', 'proc', 'sys', 'run', 'home'])
    await mkdir(join(root, folder));
  await copyFile(BUSYBOX, join(root, 'bin', 'busybox'));
  const { stdout } = await runCommand(BUSYBOX, ['--list'], { timeoutMs: 10_000 });
  const commands = stdout.split('\n').filter((name) => name !== '' && name !== 'busybox');
  for (const name of commands) await symlink('busybox', join(root, 'bin', name));
  await writeFile(join(root, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  await writeFile(join(root, 'etc', 'group'), 'root:x:0:\n');
}

async function importFolder(folder: string, docker: Docker): Promise<void> {
  const tar = spawn('tar', ['-C', folder, '--owner=0', '--group=0', '-c', '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const answer = await docker.importImage(tar.stdout, { repo: REPOSITORY, tag: 'latest' });
  await new Promise((resolve, reject) => {
    answer.once('error', reject).once('end', resolve).resume();
  });
  // An import reports a failure inside a successful answer.
  await docker.getImage(`${REPOSITORY}:latest`).inspect();
}
