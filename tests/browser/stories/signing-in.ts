import type { Page } from 'playwright-core';
import { SecondServer } from '../../integration/support/second-server';
import type { TestVps } from '../../integration/support/test-vps';
import { expectAccessible } from '../support/axe';
import { card } from '../support/places';
import { takeScreenshot } from '../support/screenshots';
import type { Visit } from '../support/visit';

const SECRETS = {
  rita: { role: 'read', secret: 'reads-all-the-day-long' },
  otto: { role: 'operate', secret: 'operates-all-day-long' },
  anna: { role: 'admin', secret: 'may-do-all-of-the-rest' },
} as const;
type Name = keyof typeof SECRETS;

const READ_ONLY = 'Your token may only read. Working on a VPS needs the role operate.';
const NOT_ADMIN = 'This needs the role admin; your token has another one.';

export function signingIn(visit: Visit, ada: TestVps): void {
  describe('signing in', () => {
    const tokens = Object.entries(SECRETS).map(([name, { role, secret }]) => `${name}:${role}:${secret}`);
    const guarded = new SecondServer({ HOLDFAST_TOKEN: tokens.join(',') });
    beforeAll(() => guarded.start());
    afterAll(() => guarded.end());

    const enter = async (page: Page, secret: string) => {
      await page.getByLabel('Token', { exact: true }).fill(secret);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    const signIn = async (name: Name) => {
      const page = await visit('/', { api: guarded.url });
      await enter(page, SECRETS[name].secret);
      await page.getByRole('navigation').getByText(name, { exact: true }).waitFor();
      await card(page, 'ada').waitFor();
      return page;
    };

    it('is refused with a token that is not known', async () => {
      const page = await visit('/', { api: guarded.url, allowConsole: /401/ });
      await enter(page, 'a-token-of-somewhere-else');
      await page.getByText('This token is not known.').waitFor();
      await expectAccessible(page);
      await takeScreenshot(page, 'sign-in');
    });

    it('shows everything to a reader, and says of each control why it is off', async () => {
      const page = await signIn('rita');
      const before = await ada.snapshots();
      const snapshot = card(page, 'ada').getByRole('button', { name: 'Take a snapshot of ada' });
      await expectOff(page.getByRole('button', { name: 'Create a VPS' }), NOT_ADMIN);
      await expectOff(snapshot, READ_ONLY);
      await expectOff(card(page, 'ada').getByRole('button', { name: 'Restart ada' }), READ_ONLY);
      // Pressing it does nothing but say why.
      await snapshot.click({ force: true });
      await page.getByText(READ_ONLY).waitFor();
      await takeScreenshot(page, 'reader');
      await card(page, 'ada').getByRole('button', { name: 'More for ada' }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).getByText(NOT_ADMIN).waitFor();
      await page.goto('/vps/ada');
      await expectOff(page.getByRole('button', { name: /^Restore / }).first(), READ_ONLY);
      await page.goto('/vps/ada?tab=terminal');
      await page.getByRole('tabpanel').getByText(NOT_ADMIN).waitFor();
      await page.goto('/runners');
      await expectOff(page.getByRole('button', { name: /^Rebuild the records/ }).first(), NOT_ADMIN);
      expect(await ada.snapshots()).toEqual(before);
    });

    it('lets an operator work on a VPS under their own name, and neither make one nor enter it', async () => {
      const page = await signIn('otto');
      await card(page, 'ada').getByRole('button', { name: 'Take a snapshot of ada' }).click();
      await card(page, 'ada').locator('[data-result=succeeded]').waitFor();
      await expectOff(page.getByRole('button', { name: 'Create a VPS' }), NOT_ADMIN);
      await page.goto('/vps/ada?tab=terminal');
      await page.getByRole('tabpanel').getByText(NOT_ADMIN).waitFor();
      await page.goto('/operations');
      await page.getByRole('row').filter({ hasText: 'otto' }).first().waitFor();
    });

    it('lets an admin do all of it, until they sign out', async () => {
      const page = await signIn('anna');
      await page.getByRole('button', { name: 'Create a VPS' }).click();
      await page.getByRole('dialog', { name: 'Create a VPS' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in to Holdfast' }).waitFor();
      await page.goto('/vps/ada');
      await page.getByRole('heading', { name: 'Sign in to Holdfast' }).waitFor();
    });
  });
}

async function expectOff(control: ReturnType<Page['getByRole']>, reason: string): Promise<void> {
  await control.waitFor();
  expect({
    off: await control.getAttribute('aria-disabled'),
    reason: await control.getAttribute('aria-description'),
  }).toEqual({ off: 'true', reason });
}
