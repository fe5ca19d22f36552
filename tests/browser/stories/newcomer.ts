import type { Lab } from '../../integration/support/lab';
import type { TestVps } from '../../integration/support/test-vps';
import { stack } from '../../support/stack';
import { expectAccessible } from '../support/axe';
import { card } from '../support/places';
import { takeScreenshot } from '../support/screenshots';
import type { Visit } from '../support/visit';

/** The fleet must be empty yet. */
export function newcomer(visit: Visit, lab: Lab, ada: TestVps): void {
  describe('a person who is new', () => {
    it('is led to a first VPS, and sees it run', async () => {
      const page = await visit('/');
      await page.getByRole('heading', { name: 'No VPS yet' }).waitFor();
      await expectAccessible(page);
      await takeScreenshot(page, 'empty');
      await page.getByRole('button', { name: 'Create your first VPS' }).click();
      const dialog = page.getByRole('dialog', { name: 'Create a VPS' });
      await dialog.getByLabel('Name', { exact: false }).first().fill('ada');
      await dialog.getByRole('textbox', { name: 'Image' }).fill(stack().image);
      await dialog.getByRole('textbox', { name: 'Ports' }).fill('22');
      await dialog.getByRole('button', { name: /^Environment/ }).click();
      await dialog.getByRole('button', { name: 'Add a variable' }).click();
      await dialog.getByLabel('Name of variable 1').fill('GREETING');
      await dialog.getByLabel('Value of variable 1').fill('ahoy');
      await dialog.getByRole('button', { name: 'Snapshots, command and more' }).click();
      await dialog.getByRole('textbox', { name: 'Command' }).fill('sleep 86400');
      await expectAccessible(page);
      await takeScreenshot(page, 'create');
      lab.owns({ taskId: 'ada' });
      await dialog.getByRole('button', { name: 'Create the VPS' }).click();
      await card(page, 'ada').getByText('Running').waitFor();
      expect(await ada.run('echo $GREETING')).toBe('ahoy\n');
      await expectAccessible(page);
    });
  });
}
