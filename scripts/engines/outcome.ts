import { readFileSync } from 'node:fs';

/** How the tests of one engine came out. */
export interface Outcome {
  title: string;
  /** Version and image store of the engine that the tests really had; null when they had none. */
  engine: string | null;
  passed: number;
  failed: number;
  seconds: number;
  /** Why there are no figures, or not all. */
  problem: string | null;
}

type Counts = Pick<Outcome, 'passed' | 'failed' | 'problem'>;

/**
 * The figures of jest's report, which ended with this exit code or, when null, by a signal.
 * A test file that could not be loaded counts as one failure, and so does no report.
 */
export function countsOf(reportFile: string, exitCode: number | null): Counts {
  try {
    const report = JSON.parse(readFileSync(reportFile, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numRuntimeErrorTestSuites: number;
    };
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
    return { passed: report.numPassedTests, failed, problem: null };
  } catch {
    const ending = exitCode === null ? 'a signal ended it' : `exit code ${exitCode}`;
    return { passed: 0, failed: 1, problem: `jest has left no report (${ending})` };
  }
}

export function isGood({ passed, failed, problem }: Outcome): boolean {
  return passed > 0 && failed === 0 && problem === null;
}

export function tableRow({ title, engine, passed, failed, seconds, problem }: Outcome): string {
  const figures = `${passed} passed, ${failed} failed, in ${seconds} s`;
  return `${title.padEnd(36)} ${(engine ?? 'none').padEnd(26)} ${figures}${problem === null ? '' : `: ${problem}`}`;
}
