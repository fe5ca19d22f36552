// Prints how many tests passed and how many failed, from jest's JSON report (first argument). A run that failed as a
// whole (its exit code is the second argument) without a failed test, such as one whose set-up failed, counts as one
// failure, and so does a test file that could not be loaded.
import { readFileSync } from 'node:fs';

const [, , reportFile, exitCode] = process.argv;

function readReport() {
  try {
    return JSON.parse(readFileSync(reportFile, 'utf8'));
  } catch {
    return undefined;
  }
}

const report = readReport();
const passed = report?.numPassedTests ?? 0;
const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
const failedAsAWhole = failed === 0 && (exitCode !== '0' || passed === 0);
console.log(`${passed} ${failed + (failedAsAWhole ? 1 : 0)}`);
