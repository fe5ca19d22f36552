import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../../src/platform/cache-directory';
import { installDebianPackages } from '../../src/platform/debian-packages';
import { findExecutable } from '../../src/platform/find-executable';
import { runCommand } from '../../src/platform/run-command';

const PACKAGES = ['docker.io', 'iptables', 'ca-certificates'];
const TEN_MINUTES_MS = 600_000;

/**
 * A minimal system of another Debian release with its Docker Engine, for tests only: made once by `debootstrap` from the
 * mirror that this machine's own packages come from, and kept in the cache.
 *
 * @throws Error when it cannot be made
 */
export async function debianRoot(release: string, say: (line: string) => void): Promise<string> {
  const root = join(cacheDirectory(), 'engines', release);
  if (existsSync(join(root, 'usr/sbin/dockerd'))) return root;
  if (findExecutable('debootstrap') === undefined) await installDebianPackages(['debootstrap'], say);
  mkdirSync(join(root, '..'), { recursive: true });
  const staging = mkdtempSync(`${root}-`);
  say(`fetching Debian ${release} with its Docker Engine (a minute or two)`);
  try {
    const made = await runCommand(
      findExecutable('debootstrap') ?? 'debootstrap',
      ['--variant=minbase', `--include=${PACKAGES.join(',')}`, release, staging, await mirror()],
      { timeoutMs: TEN_MINUTES_MS },
    );
    if (!made.ok) throw new Error(`debootstrap ${release}: ${made.problem}`);
    rmSync(root, { recursive: true, force: true });
    renameSync(staging, root);
    return root;
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    throw error;
  }
}

/** Of the packages of this machine, without the security updates, which are elsewhere and know no other release. */
async function mirror(): Promise<string> {
  const { stdout } = await runCommand('apt-get', ['indextargets', '--format', '$(REPO_URI) $(CODENAME)'], {
    timeoutMs: 60_000,
  });
  const [found] = stdout
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([uri = '', codename = '']) => uri !== '' && !codename.includes('-'));
  if (found?.[0] === undefined) throw new Error('apt-get indextargets names no mirror');
  return found[0];
}
