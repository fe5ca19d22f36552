import { eventually } from '../../integration/support/eventually';
import type { TestVps } from '../../integration/support/test-vps';
import { card } from '../support/places';
import type { Visit } from '../support/visit';

export function fleet(visit: Visit, ada: TestVps): void {
  describe('the fleet', () => {
    it('is searched, filtered and laid out by what its address says', async () => {
      const page = await visit('/?q=ad');
      await card(page, 'ada').waitFor();
      await page.getByRole('textbox', { name: 'Search the fleet' }).fill('nothing like it');
      await page.getByText('No VPS matches.').waitFor();
      expect(new URL(page.url()).searchParams.get('q')).toBe('nothing like it');
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.getByRole('radiogroup', { name: 'Layout' }).getByText('Table').click({ force: true });
      await page.getByRole('table').waitFor();
      expect(new URL(page.url()).searchParams.get('view')).toBe('table');
      await page.reload();
      await page.getByRole('table').waitFor();
    });

    it('is worked on by keyboard alone', async () => {
      const page = await visit('/');
      await card(page, 'ada').waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('ada');
      await page.keyboard.press('Escape');
      const before = (await ada.snapshots()).length;
      await page.getByRole('button', { name: 'Take a snapshot of ada' }).focus();
      await page.keyboard.press('Enter');
      await eventually('it is taken', async () => (await ada.snapshots()).length > before);
      await card(page, 'ada').locator('[data-result=succeeded]').waitFor();
    });
  });
}
