import { existsSync } from 'node:fs';
import { findExecutable } from './find-executable';
import { runCommand } from './run-command';
import type { Say } from './say';

/** Whether this process may install packages of the Debian family. */
export function canInstallDebianPackages(): boolean {
  return (
    process.getuid?.() === 0 && existsSync('/etc/debian_version') && findExecutable('apt-get') !== undefined
  );
}

const TEN_MINUTES_MS = 600_000;
const TRIES = 3;

/**
 * Installs packages by `apt-get`, without recommended ones and without questions.
 *
 * @throws Error with apt's last line
 */
export async function installDebianPackages(names: readonly string[], say: Say): Promise<void> {
  say(`installing ${names.join(', ')} with apt-get (a minute or two)`);
  // A lock that another installation holds is waited for.
  const apt = (...args: string[]) =>
    runCommand('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3', ...args], {
      timeoutMs: TEN_MINUTES_MS,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  let problem = '';
  for (let tries = 0; tries < TRIES; tries += 1) {
    // An old package list may still do, and an update may fail for a repository that does not matter here.
    if (tries > 0) await apt('update');
    const result = await apt('install', '-y', '--no-install-recommends', ...names);
    if (result.ok) return;
    problem = result.problem;
  }
  throw new Error(`apt-get install ${names.join(' ')}: ${problem}`);
}
