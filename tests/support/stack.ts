import { readFileSync } from 'node:fs';

/** The running Holdfast that the tests share: real Temporal, a Docker Engine of its own, worker and API. */
export interface TestStack {
  apiUrl: string;
  temporalAddress: string;
  temporalUiUrl: string;
  /** Where the worker shows its metrics. */
  workerMetricsUrl: string;
  /** Path of the Unix socket of the tests' own Docker Engine. */
  dockerSocket: string;
  /** An image on that engine with a shell and the usual commands, and nothing else. */
  image: string;
  /** The name of the one runner. */
  runner: string;
  /** What every VPS gets at `/shared`. */
  sharedDir: string;
  /** A directory of `HOLDFAST_BIND_DIRS`. */
  bindDir: string;
  portRange: { first: number; last: number };
  dataDirectory: string;
  /** The logs of all processes. */
  logFile: string;
}

/** Where the global set-ups leave the descriptions of their stacks. */
export const STACK_FILE_VARIABLES = {
  integration: 'HOLDFAST_TEST_STACK',
  browser: 'HOLDFAST_BROWSER_STACK',
} as const;

let usedStack: keyof typeof STACK_FILE_VARIABLES = 'integration';
let described: TestStack | undefined;

/** For the tests of this file. */
export function useStack(name: keyof typeof STACK_FILE_VARIABLES): void {
  usedStack = name;
}

/** The stack of this test run. Tests of `tests/unit` have none. */
export function stack(): TestStack {
  const file = process.env[STACK_FILE_VARIABLES[usedStack]];
  if (file === undefined)
    throw new Error('only tests under tests/integration and tests/browser have a stack');
  described ??= JSON.parse(readFileSync(file, 'utf8')) as TestStack;
  return described;
}
