import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';

/** Installs the dependencies by `npm ci` when those in `node_modules` are not the ones of the lock file. */
export async function installDependencies(root) {
  if (areInstalled(root)) return;
  // npm would empty the folder that the link leads to, which others use.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Error('node_modules is a link to a folder that package-lock.json does not fit; install there');
  console.error('installing the npm dependencies from package-lock.json (about a minute)');
  const code = await npmCi(root);
  if (code !== 0) throw new Error(`npm ci failed (exit code ${code}); see above`);
}

/** npm notes in `node_modules` what it has installed; a package of another platform is not there, rightly. */
function areInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found === undefined ? optional === true || peer === true : found.version === version;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** The npm that runs us, if one does. Its output goes to the error stream, which leaves ours to the program. */
function npmCi(root) {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const running = process.env.npm_execpath;
  const [command, ...before] = running?.endsWith('.js') ? [process.execPath, running] : ['npm'];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...before, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
}
