import { SecondRunner } from '../../integration/support/second-runner';
import { stack } from '../../support/stack';
import { expectAccessible } from '../support/axe';
import { card } from '../support/places';
import { takeScreenshot } from '../support/screenshots';
import type { Visit } from '../support/visit';

export function runners(visit: Visit): void {
  describe('the page of the runners', () => {
    const second = new SecondRunner();
    afterAll(() => second.kill());

    it('tells what each is and has, and leads to its VPSs', async () => {
      const page = await visit('/runners');
      const runner = page.getByRole('region', { name: `Runner ${stack().runner}` });
      await runner.getByText('Alive').waitFor();
      await runner.getByText(/^\d+\.\d+\.\d+.*, API 1\.\d+$/).waitFor();
      await runner.getByText(/ GB free of /).waitFor();
      await runner.getByRole('link', { name: /^\d+ VPSs?$/ }).click();
      await card(page, 'ada').waitFor();
      expect(new URL(page.url()).searchParams.get('runner')).toBe(stack().runner);
    });

    it('makes the records of one again, and says what came of it', async () => {
      const page = await visit('/runners');
      await page.getByRole('button', { name: `Rebuild the records of ${stack().runner}` }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Rebuild' }).click();
      await page.getByRole('alert').getByText(stack().runner, { exact: true }).waitFor();
    });

    it('shows one that joins, and since when it is silent', async () => {
      const page = await visit('/runners');
      await page.getByRole('region', { name: `Runner ${stack().runner}` }).waitFor();
      const runner = page.getByRole('region', { name: `Runner ${second.name}` });
      expect(await runner.count()).toBe(0);
      await second.start();
      await runner.getByText('Alive').waitFor();
      await second.kill();
      await runner.getByText('Silent').waitFor({ timeout: 60_000 });
      await runner.getByText(/^Last heard of/).waitFor();
      const rebuild = runner.getByRole('button', { name: /^Rebuild the records/ });
      expect(await rebuild.getAttribute('aria-description')).toMatch(/silent/);
      await expectAccessible(page);
      await takeScreenshot(page, 'runner-silent');
    });
  });
}
