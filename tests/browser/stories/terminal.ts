import type { Page } from 'playwright-core';
import { eventually } from '../../integration/support/eventually';
import type { TestVps } from '../../integration/support/test-vps';
import { expectAccessible } from '../support/axe';
import { takeScreenshot } from '../support/screenshots';
import type { Visit } from '../support/visit';

export function terminal(visit: Visit, ada: TestVps): void {
  describe('a terminal', () => {
    const screen = (page: Page) => page.getByRole('region', { name: 'Terminal of ada' });
    const line = (page: Page, text: string | RegExp) =>
      screen(page).locator('.xterm-rows > div').getByText(text);
    const type = async (page: Page, text: string) => {
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    };

    it('takes commands and shows what they print', async () => {
      const page = await visit('/vps/ada?tab=terminal');
      await page.getByText('Connected', { exact: true }).waitFor();
      await type(page, 'echo the sum is $((20 + 22))');
      await line(page, /^the sum is 42\s*$/).waitFor();
      await type(page, 'echo chapter two > /root/two');
      await eventually('the file is there', async () => (await ada.read('/root/two')) === 'chapter two\n');
      await expectAccessible(page);
      await takeScreenshot(page, 'terminal');
    });

    it('follows the size of the window', async () => {
      const page = await visit('/vps/ada?tab=terminal');
      await page.getByText('Connected', { exact: true }).waitFor();
      const columns = async (mark: string) => {
        await type(page, `echo ${mark}=$(stty size | cut -d' ' -f2)`);
        const found = line(page, new RegExp(`^${mark}=\\d+\\s*$`));
        return Number((await found.textContent())?.split('=')[1]);
      };
      const wide = await columns('wide');
      await page.setViewportSize({ width: 800, height: 700 });
      await eventually('it is narrower', async () => (await columns(`narrow${Date.now()}`)) < wide - 20);
    });

    it('says how the shell ended, and opens another one', async () => {
      const page = await visit('/vps/ada?tab=terminal', { colorScheme: 'dark' });
      await page.getByText('Connected', { exact: true }).waitFor();
      await type(page, 'exit 3');
      await page.getByText('The shell has ended with exit code 3.').waitFor();
      await takeScreenshot(page, 'terminal-ended-dark');
      await page.getByRole('button', { name: 'Reconnect' }).click();
      await page.getByText('Connected', { exact: true }).waitFor();
      await type(page, 'echo back again $((1 + 1))');
      await line(page, /^back again 2\s*$/).waitFor();
    });
  });
}
