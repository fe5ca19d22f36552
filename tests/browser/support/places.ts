import type { Locator, Page } from 'playwright-core';

/** A VPS's card in the fleet. */
export function card(page: Page, taskId: string): Locator {
  return page.getByRole('article', { name: `VPS ${taskId}` });
}

/** A snapshot on its VPS's page. */
export function row(page: Page, title: string): Locator {
  return page.getByRole('row', { name: title, exact: true });
}
