import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { debianRoot } from './engines/debian-root';
import { writeEngineWrapper } from './engines/engine-wrapper';

/**
 * Runs the integration tests once on each Docker Engine that Holdfast supports, and prints a table. As root on Debian.
 *
 * `npm run test:engines` runs all; arguments are handed to jest (`npm run test:engines -- tests/integration/restart`),
 * and `ENGINES=28.5,28.5-containerd` chooses the engines.
 */

interface TestedEngine {
  title: string;
  /** The Debian release that has it; null: this machine's own. */
  release: string | null;
  options: readonly string[];
}

const ENGINES: { [name: string]: TestedEngine } = {
  '20.10': { title: 'Engine 20.10, overlay2', release: null, options: [] },
  '28.5': { title: 'Engine 28.5, overlay2', release: 'sid', options: [] },
  '28.5-containerd': {
    title: 'Engine 28.5, containerd image store',
    release: 'sid',
    options: ['--feature', 'containerd-snapshotter=true'],
  },
};

interface Outcome {
  title: string;
  passed: number;
  failed: number;
  seconds: number;
}

const ROOT = join(__dirname, '..', '..');
const ALL_TESTS = ['tests/integration', 'tests/faults'];

async function main(): Promise<void> {
  const names = (process.env['ENGINES'] || Object.keys(ENGINES).join(',')).split(',');
  const tests = process.argv.length > 2 ? process.argv.slice(2) : ALL_TESTS;
  const outcomes: Outcome[] = [];
  for (const name of names) {
    const engine = ENGINES[name];
    if (engine === undefined)
      throw new Error(`ENGINES takes ${Object.keys(ENGINES).join(', ')}; not ${name}`);
    outcomes.push(await testOn(engine, tests));
  }
  for (const { title, passed, failed, seconds } of outcomes)
    console.log(`${title.padEnd(40)} ${passed} passed, ${failed} failed, in ${seconds} s`);
  if (outcomes.some(({ passed, failed }) => failed > 0 || passed === 0)) process.exitCode = 1;
}

async function testOn({ title, release, options }: TestedEngine, tests: readonly string[]): Promise<Outcome> {
  console.log(`== ${title}`);
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-engine-'));
  const startedAt = Date.now();
  try {
    const wrappers =
      release === null
        ? []
        : [writeEngineWrapper(join(folder, 'bin'), await debianRoot(release, console.log), options)];
    const report = join(folder, 'report.json');
    await runJest([...tests, '--json', `--outputFile=${report}`], {
      ...process.env,
      PATH: [...wrappers, process.env['PATH'] ?? ''].join(delimiter),
    });
    return { title, ...countsOf(report), seconds: Math.round((Date.now() - startedAt) / 1000) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Its own report goes to the error stream; what it prints for machines is in the file. */
function runJest(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    const child = spawn(process.execPath, [jest, ...args], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, forward);
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
}

/** A test file that could not be loaded counts as one failure. */
function countsOf(report: string): { passed: number; failed: number } {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as { numPassedTests: number; numFailedTests: number; numRuntimeErrorTestSuites: number };
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
