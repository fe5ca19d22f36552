import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { debianRoot } from './engines/debian-root';
import { writeEngineWrapper } from './engines/engine-wrapper';
import { countsOf, isGood, type Outcome, tableRow } from './engines/outcome';
import { runGroup } from './engines/run-group';
import { EXPECTED_VARIABLE, FOUND_FILE_VARIABLE } from './engines/tested-engine';

/**
 * Runs the integration tests once on each Docker Engine that Holdfast supports, and prints a table. As root on Debian.
 *
 * `npm run test:engines` runs all; arguments are handed to jest (`npm run test:engines -- tests/integration/restart`),
 * and `ENGINES=28.5,28.5-containerd` chooses the engines. Ctrl-C ends the run at hand, and then prints what there is.
 */

interface TestedEngine {
  version: string;
  storage: string;
  /** The Debian release that has it; null: this machine's own. */
  release: string | null;
  options: readonly string[];
}

const ENGINES: { [name: string]: TestedEngine } = {
  '20.10': { version: '20.10', storage: 'overlay2', release: null, options: [] },
  '28.5': { version: '28.5', storage: 'overlay2', release: 'sid', options: [] },
  '28.5-containerd': {
    version: '28.5',
    storage: 'containerd',
    release: 'sid',
    options: ['--feature', 'containerd-snapshotter=true'],
  },
};

const ROOT = join(__dirname, '..', '..');
const INTERRUPTED = 'interrupted';
const ALL_TESTS = ['tests/integration', 'tests/faults'];

async function main(): Promise<void> {
  const engines = chosenEngines(process.env['ENGINES']);
  const tests = process.argv.length > 2 ? process.argv.slice(2) : ALL_TESTS;
  const stop = stopOnSignal();
  const outcomes: Outcome[] = [];
  for (const engine of engines) {
    if (!stop.aborted) outcomes.push(await testOn(engine, tests, stop));
  }
  for (const outcome of outcomes) console.log(tableRow(outcome));
  if (stop.aborted || !outcomes.every(isGood)) process.exitCode = 1;
}

function chosenEngines(names: string | undefined): TestedEngine[] {
  return (names || Object.keys(ENGINES).join(',')).split(',').map((name) => {
    const engine = ENGINES[name];
    if (engine === undefined)
      throw new Error(`ENGINES takes ${Object.keys(ENGINES).join(', ')}; not ${name}`);
    return engine;
  });
}

/** Once: whoever asks a second time wants it to end at once. */
function stopOnSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

async function testOn(engine: TestedEngine, tests: readonly string[], stop: AbortSignal): Promise<Outcome> {
  const title = `Engine ${engine.version}, ${engine.storage}`;
  console.log(`== ${title}`);
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-engine-'));
  const [report, found] = [join(folder, 'report.json'), join(folder, 'engine.txt')];
  const startedAt = Date.now();
  const outcome = (counts: Pick<Outcome, 'passed' | 'failed' | 'problem'>): Outcome => ({
    title,
    engine: existsSync(found) ? readFileSync(found, 'utf8') : null,
    ...counts,
    seconds: Math.round((Date.now() - startedAt) / 1000),
  });
  try {
    const path = [...(await wrappersOf(engine, folder, stop)), process.env['PATH'] ?? ''];
    const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    // What jest prints for machines is in the file; its own report goes to the error stream.
    const exitCode = await runGroup(process.execPath, [jest, ...tests, '--json', `--outputFile=${report}`], {
      cwd: ROOT,
      env: {
        ...process.env,
        PATH: path.join(delimiter),
        [EXPECTED_VARIABLE]: `${engine.version} ${engine.storage}`,
        [FOUND_FILE_VARIABLE]: found,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
      stop,
    });
    return outcome(
      stop.aborted ? { passed: 0, failed: 1, problem: INTERRUPTED } : countsOf(report, exitCode),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = stop.aborted ? INTERRUPTED : reason;
    return outcome({ passed: 0, failed: 1, problem });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Folders to be put first in `PATH`. */
async function wrappersOf(
  { release, version, options }: TestedEngine,
  folder: string,
  stop: AbortSignal,
): Promise<string[]> {
  if (release === null) return [];
  const root = await debianRoot({ release, version, say: console.log, stop });
  return [writeEngineWrapper(join(folder, 'bin'), root, options)];
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
