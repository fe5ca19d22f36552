import type { Page } from 'playwright-core';
import { expectAccessible } from '../support/axe';
import { takeScreenshot } from '../support/screenshots';
import type { Visit } from '../support/visit';

/** What has to be scrolled sideways, the page itself or a part of it. */
const TOO_WIDE = `[...document.querySelectorAll('html, main *')]
  .filter((element) => element.matches('html') || getComputedStyle(element).overflowX === 'auto')
  .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
  .map(({ outerHTML }) => outerHTML.slice(0, 100))`;

export function everyPage(visit: Visit): void {
  describe('every page', () => {
    it.each([
      '/',
      '/?view=table',
      '/vps/ada',
      '/vps/ada?tab=configuration',
      '/vps/ada?tab=history',
      '/operations',
      '/runners',
    ])('%s is accessible, light and dark, and fits a phone', async (path) => {
      const name = path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'fleet';
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await visit(path, { colorScheme });
        await untilRead(page);
        expect(await page.evaluate(TOO_WIDE)).toEqual([]);
        await expectAccessible(page);
        await takeScreenshot(page, `${name}-${colorScheme}`);
      }
      const phone = await visit(path, {
        viewport: { width: 390, height: 844 },
        isMobile: true,
        hasTouch: true,
      });
      await untilRead(phone);
      expect(await phone.evaluate(TOO_WIDE)).toEqual([]);
      await takeScreenshot(phone, `${name}-phone`);
    });
  });
}

async function untilRead(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByLabel('Loading').first().waitFor({ state: 'detached' });
}
