import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER =
  process.env['HOLDFAST_SCREENSHOTS'] || join(__dirname, '..', '..', '..', 'dist', 'screenshots');

/** Keeps what a page looks like, to be looked at: those of the last run are in `dist/screenshots`. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
}
