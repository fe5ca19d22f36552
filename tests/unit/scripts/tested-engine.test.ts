import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countsOf, isGood, tableRow } from '../../../scripts/engines/outcome';
import { engineFactsOf, isExpected, isVersion } from '../../../scripts/engines/tested-engine';

describe('the engine of a test run', () => {
  const graph = engineFactsOf({ ServerVersion: '28.5.2+dfsg4', Driver: 'overlay2', DriverStatus: null });
  const store = engineFactsOf({
    ServerVersion: '28.5.2+dfsg4',
    Driver: 'overlayfs',
    DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
  });

  it('is told by its version and by where it keeps its images', () => {
    expect(isExpected('28.5 overlay2', graph)).toBe(true);
    expect(isExpected('28.5 containerd', store)).toBe(true);
    expect(isExpected('28.5 containerd', graph)).toBe(false);
    expect(isExpected('28.5 overlay2', store)).toBe(false);
    expect(isExpected('20.10 overlay2', graph)).toBe(false);
  });

  it('has a version that begins as expected, and not with more digits', () => {
    const versions = ['28.5', '28.5.2', '28.5+dfsg4', '28.50.1', '28', ''];
    expect(versions.map((version) => isVersion('28.5', version))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('the outcome of a test run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-outcome-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const outcome = (reportFile: string) => ({
    title: 'Engine 28.5, overlay2',
    engine: null,
    seconds: 1,
    ...countsOf(reportFile, null),
  });

  it('counts test files that could not be loaded as failures', () => {
    const file = join(folder, 'report.json');
    writeFileSync(
      file,
      JSON.stringify({ numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 2 }),
    );
    expect(countsOf(file, 1)).toEqual({ passed: 5, failed: 2, problem: null });
    expect(isGood(outcome(file))).toBe(false);
  });

  it('is a failure with a row of its own when jest has left no report (a signal ended it)', () => {
    const missing = outcome(join(folder, 'nothing.json'));
    expect(isGood(missing)).toBe(false);
    expect(tableRow(missing)).toContain(
      '0 passed, 1 failed, in 1 s: jest has left no report (a signal ended it)',
    );
  });
});
