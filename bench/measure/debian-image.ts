import { spawn } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type Docker from 'dockerode';
import { timeoutSignal } from '../../src/abort/timeout-signal';
import { cacheDirectory } from '../../src/platform/cache-directory';
import { installDebianPackages } from '../../src/platform/debian-packages';
import { findExecutable } from '../../src/platform/find-executable';
import { runCommand } from '../../src/platform/run-command';
import type { Say } from '../../src/platform/say';
import { unmountBelow } from '../../src/platform/unmount';

/** Debian with an SSH server that runs as the container's one program. */
export const DEBIAN_IMAGE = 'holdfast-bench-debian:latest';

const TEN_MINUTES_MS = 600_000;
/** A probe logs in to nothing, many times a second: none of it is to be turned away. */
const SSHD_CONFIG = 'MaxStartups 1000\nUseDNS no\nUsePAM no\n';
const CHANGES = ['CMD ["/usr/sbin/sshd", "-D", "-e"]', 'EXPOSE 22'];

/**
 * Makes sure that the engine has {@link DEBIAN_IMAGE}. The system is made once, by `debootstrap` from the mirror that
 * this machine's own packages come from, and kept in the cache.
 *
 * @throws Error when it cannot be made: it takes root on a Debian system
 */
export async function ensureDebianImage(docker: Docker, say: Say, signal: AbortSignal): Promise<void> {
  const existing = await docker.listImages({ filters: { reference: [DEBIAN_IMAGE] } });
  if (existing.length > 0) return;
  const { uri, codename } = await ownMirror();
  const archive = join(cacheDirectory(), 'bench', `${codename}-sshd.tar`);
  if (!existsSync(archive)) await makeArchive(archive, uri, codename, say, signal);
  const [repo, tag] = DEBIAN_IMAGE.split(':');
  const answer = await docker.importImage(createReadStream(archive), { repo, tag, changes: CHANGES });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(answer, (error) => (error === null ? resolve() : reject(error)));
  });
}

async function makeArchive(
  archive: string,
  uri: string,
  codename: string,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  say(`Making a Debian ${codename} with an SSH server (a minute or two, once)`);
  if (findExecutable('debootstrap') === undefined) await installDebianPackages(['debootstrap'], say);
  mkdirSync(dirname(archive), { recursive: true });
  const root = mkdtempSync(`${archive}-`);
  try {
    await run('debootstrap', ['--variant=minbase', '--include=openssh-server', codename, root, uri], signal);
    await unmountBelow(root);
    writeFileSync(join(root, 'etc/ssh/sshd_config.d/bench.conf'), SSHD_CONFIG);
    mkdirSync(join(root, 'run/sshd'), { recursive: true });
    for (const folder of ['var/cache/apt/archives', 'var/lib/apt/lists', 'dev'])
      rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, 'dev'));
    await run('tar', ['-C', root, '--numeric-owner', '-cf', `${archive}.part`, '.'], signal);
    renameSync(`${archive}.part`, archive);
  } finally {
    await unmountBelow(root);
    rmSync(root, { recursive: true, force: true });
  }
}

async function run(command: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(findExecutable(command) ?? command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    signal: AbortSignal.any([signal, timeoutSignal(TEN_MINUTES_MS)]),
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ended with exit code ${code}`);
}

/** Where this machine's own packages come from, without the security updates. */
async function ownMirror(): Promise<{ uri: string; codename: string }> {
  const { stdout } = await runCommand('apt-get', ['indextargets', '--format', '$(REPO_URI) $(CODENAME)'], {
    timeoutMs: 60_000,
  });
  for (const line of stdout.split('\n')) {
    const [uri = '', codename = ''] = line.split(' ');
    if (uri !== '' && codename !== '' && !codename.includes('-')) return { uri, codename };
  }
  throw new Error('apt-get names no mirror: the benchmark makes its Debian on a Debian system only.');
}
