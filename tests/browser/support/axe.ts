import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const GRAVE = ['serious', 'critical'];

/** Expects that a person who does not see, or who uses no mouse, meets no grave obstacle on the page. */
export async function expectAccessible(page: Page): Promise<void> {
  // Evaluated, not added as a script: the page allows none but its own.
  await page.evaluate(SOURCE);
  const results: AxeResults = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  const grave = results.violations.filter(({ impact }) => GRAVE.includes(impact ?? ''));
  const said = grave.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes
        .map(({ html }) => html)
        .slice(0, 4)
        .join(' ')}`,
  );
  expect({ at: page.url(), violations: said }).toEqual({ at: page.url(), violations: [] });
}
