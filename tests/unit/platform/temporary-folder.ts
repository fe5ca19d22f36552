import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the tests of one file, removed when they have ended. */
export function useTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-unit-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
