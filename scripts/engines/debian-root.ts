import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { timeoutSignal } from '../../src/abort/timeout-signal';
import { cacheDirectory } from '../../src/platform/cache-directory';
import { installDebianPackages } from '../../src/platform/debian-packages';
import { findExecutable } from '../../src/platform/find-executable';
import { runCommand } from '../../src/platform/run-command';
import { unmountBelow } from '../../src/platform/unmount';
import { runGroup } from './run-group';
import { isVersion } from './tested-engine';

export interface DebianRootOptions {
  /** Of Debian. */
  release: string;
  /** Of the Docker Engine that must be in it, such as `28.5`. */
  version: string;
  say: (line: string) => void;
  /** Ends it early, with nothing left. */
  stop: AbortSignal;
}

/** procps: `docker top` calls the `ps` of the engine's system. */
const PACKAGES = ['docker.io', 'iptables', 'ca-certificates', 'procps'];
const DOCKERD = 'usr/sbin/dockerd';
const NEEDED = [DOCKERD, 'usr/bin/ps'];
const TEN_MINUTES_MS = 600_000;
/** As a system's root is: what runs there as another user must find its way. */
const ROOT_MODE = 0o755;

/**
 * A minimal system of another Debian release with its Docker Engine, for tests only: made once by `debootstrap` from the
 * mirror that this machine's own packages come from, and kept in the cache for as long as it has the right version.
 *
 * @throws Error when it cannot be made, or the release has another version by now
 */
export async function debianRoot(options: DebianRootOptions): Promise<string> {
  const { release, version, say } = options;
  const root = join(cacheDirectory(), 'engines', release);
  if (NEEDED.every((program) => existsSync(join(root, program)))) {
    const kept = await engineVersionIn(root);
    if (isVersion(version, kept)) {
      chmodSync(root, ROOT_MODE);
      return root;
    }
    say(`the kept Debian ${release} has Docker Engine ${kept}, not ${version}`);
  }
  await makeRoot(root, options);
  return root;
}

async function makeRoot(root: string, { release, version, say, stop }: DebianRootOptions): Promise<void> {
  if (findExecutable('debootstrap') === undefined) await installDebianPackages(['debootstrap'], say);
  mkdirSync(join(root, '..'), { recursive: true });
  const staging = mkdtempSync(`${root}-`);
  say(`fetching Debian ${release} with its Docker Engine (a minute or two)`);
  try {
    chmodSync(staging, ROOT_MODE);
    const exitCode = await runGroup(
      findExecutable('debootstrap') ?? 'debootstrap',
      ['--variant=minbase', `--include=${PACKAGES.join(',')}`, release, staging, await mirror()],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        stop: AbortSignal.any([stop, timeoutSignal(TEN_MINUTES_MS)]),
      },
    );
    if (exitCode !== 0) {
      const log = await runCommand('tail', ['-n', '1', join(staging, 'debootstrap', 'debootstrap.log')], {
        timeoutMs: 10_000,
      });
      throw new Error(`debootstrap ${release} has failed: ${log.stdout.trim() || `exit code ${exitCode}`}`);
    }
    const made = await engineVersionIn(staging);
    if (!isVersion(version, made))
      throw new Error(`Debian ${release} has Docker Engine ${made} now; ${version} is not to be had from it`);
    rmSync(root, { recursive: true, force: true });
    renameSync(staging, root);
  } finally {
    // It mounts /proc and /sys there, and an end that it did not expect leaves them.
    await unmountBelow(staging);
    rmSync(staging, { recursive: true, force: true });
  }
}

/** As `dockerd --version` says it, in `Docker version 28.5.2+dfsg4, build 3ef3c07`. */
async function engineVersionIn(root: string): Promise<string> {
  const asked = await runCommand('chroot', [root, `/${DOCKERD}`, '--version'], { timeoutMs: 60_000 });
  return /version ([^ ,]+)/.exec(asked.stdout)?.[1] ?? `of no known version (${asked.problem})`;
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
