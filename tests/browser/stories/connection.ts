import type { Page } from 'playwright-core';
import { CuttableProxy } from '../../integration/support/cuttable-proxy';
import type { TestVps } from '../../integration/support/test-vps';
import { stack } from '../../support/stack';
import { card } from '../support/places';
import { takeScreenshot } from '../support/screenshots';
import type { Visit } from '../support/visit';

/** What Chromium says of a request that got no answer, and React of what could not be loaded. */
const allowConsole = /Failed to load resource|ERR_|dynamically imported module/;

/** How fresh the page says that it is. */
const mark = (page: Page, word: string) => page.getByRole('navigation').getByText(word, { exact: true });

export function brokenConnection(visit: Visit, ada: TestVps): void {
  describe('a connection that breaks', () => {
    const proxy = new CuttableProxy(new URL(stack().apiUrl).host);
    afterAll(() => proxy.cut());

    it('is told of, and what happened meanwhile shows when it is back', async () => {
      await proxy.open();
      const page = await visit('/', { api: `http://${proxy.address}`, allowConsole });
      await card(page, 'ada').getByText('Running', { exact: true }).waitFor();
      await mark(page, 'Live').waitFor();
      await proxy.cut();
      await page.getByText('The API does not answer').waitFor();
      await mark(page, 'Reconnecting').waitFor();
      await takeScreenshot(page, 'offline');
      await ada.pause();
      await proxy.open();
      await card(page, 'ada').getByText('Paused', { exact: true }).waitFor();
      await page.getByText('The API does not answer').waitFor({ state: 'detached' });
      await mark(page, 'Live').waitFor();
      await ada.resume();
      await card(page, 'ada').getByText('Running', { exact: true }).waitFor();
    });

    it('without its stream of events, goes on by asking every few seconds until the stream is back', async () => {
      const page = await visit('about:blank', { allowConsole });
      await page.route('**/api/events', (route) => route.abort('connectionreset'));
      await page.goto('/');
      await mark(page, 'Every few seconds').waitFor();
      await card(page, 'ada').getByText('Running', { exact: true }).waitFor();
      await ada.pause();
      await card(page, 'ada').getByText('Paused', { exact: true }).waitFor();
      await card(page, 'ada').getByRole('button', { name: 'Resume ada' }).click();
      await card(page, 'ada').locator('[data-result=succeeded]').waitFor();
      await page.unroute('**/api/events');
      await mark(page, 'Live').waitFor();
    });
  });
}

export function lostParts(visit: Visit): void {
  describe('a part of the dashboard that got lost', () => {
    const PART = '**/assets/create-dialog-*.js';
    const createVps = (page: Page) => page.getByRole('button', { name: 'Create a VPS' });
    const dialog = (page: Page) => page.getByRole('dialog', { name: 'Create a VPS' });

    it('is asked for again, so that nobody notices', async () => {
      const page = await visit('/', { allowConsole });
      let requests = 0;
      await page.route(PART, async (route) => {
        requests += 1;
        await (requests === 1 ? route.abort('connectionreset') : route.continue());
      });
      await createVps(page).click();
      await dialog(page).waitFor();
      expect(requests).toBe(2);
    });

    it('that never comes is told of, and all is well after the page was loaded again', async () => {
      const page = await visit('/', { allowConsole });
      await page.route(PART, (route) => route.abort('connectionreset'));
      await createVps(page).click();
      await page.getByText('This page could not be shown').waitFor();
      await takeScreenshot(page, 'lost-part');
      await page.unroute(PART);
      await page.getByRole('button', { name: 'Load the page again' }).click();
      await createVps(page).click();
      await dialog(page).waitFor();
    });
  });
}
