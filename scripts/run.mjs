// The one way into the project: installs and builds what is missing, then runs what was asked for.
// Plain JavaScript without dependencies, since it runs before anything is installed.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWhatChanged } from './build.mjs';
import { installDependencies } from './install.mjs';
import { withLock } from './lock.mjs';
import { runToEnd } from './run-to-end.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST_NODE = [20, 3];
const PROGRAMS = {
  build: undefined,
  start: 'dist/start.js',
  demo: 'dist/bench/demo.js',
  bench: 'dist/bench/bench.js',
  docs: 'dist/scripts/write-docs.js',
  'record-histories': 'dist/scripts/record-histories.js',
  test: 'node_modules/jest/bin/jest.js',
  'test:faults': 'node_modules/jest/bin/jest.js',
  'test:browser': 'node_modules/jest/bin/jest.js',
  'test:engines': 'dist/scripts/test-engines.js',
};
/** These show the dashboard. */
const WITH_DASHBOARD = ['build', 'start', 'demo', 'test', 'test:browser'];
/** The long runs of random kills and of restarts; `npm test` has short ones. */
const FAULTS = { args: ['tests/faults'], rounds: '200', restarts: '300' };

async function main([command, ...args]) {
  requireNode();
  if (!Object.hasOwn(PROGRAMS, command ?? ''))
    throw new Error(`say what to run: node scripts/run.mjs <${Object.keys(PROGRAMS).join('|')}>`);
  await withLock(join(ROOT, 'dist', '.lock'), 'building here', async () => {
    await installDependencies(ROOT);
    const asked = args.filter((arg) => !arg.startsWith('-'));
    const asksForOthers =
      command === 'test' && asked.length > 0 && !asked.some((arg) => /browser|dashboard/.test(arg));
    await buildWhatChanged(ROOT, WITH_DASHBOARD.includes(command) && !asksForOthers);
  });
  const program = PROGRAMS[command];
  if (program === undefined) return 0;
  if (command === 'test:browser') args.unshift('--selectProjects=browser', '--runInBand');
  if (command === 'test:faults') {
    process.env.FAULT_ROUNDS ||= FAULTS.rounds;
    process.env.LIFE_RESTARTS ||= FAULTS.restarts;
    args.unshift(...FAULTS.args);
  }
  return runToEnd([join(ROOT, program), ...args], { channel: command === 'start' });
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Error(`Holdfast needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}`);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
