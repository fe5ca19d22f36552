import { callOk } from '../../integration/support/client';
import { eventually } from '../../integration/support/eventually';
import type { Lab } from '../../integration/support/lab';
import type { TestVps } from '../../integration/support/test-vps';
import { expectAccessible } from '../support/axe';
import { card, row } from '../support/places';
import { takeScreenshot } from '../support/screenshots';
import type { Visit } from '../support/visit';

export function owner(visit: Visit, lab: Lab, ada: TestVps): void {
  describe('a person with a VPS', () => {
    beforeAll(async () => {
      await ada.write('/root/thesis', 'chapter one');
    });

    it('takes a snapshot of it on its card, and is told how that ended', async () => {
      const page = await visit('/');
      await card(page, 'ada').getByRole('button', { name: 'Take a snapshot of ada' }).click();
      await card(page, 'ada').locator('[data-result=succeeded]').waitFor();
      await card(page, 'ada').getByText('1 snapshot').waitFor();
      expect(await ada.snapshots()).toHaveLength(1);
    });

    it('names and pins a snapshot, and finds both again', async () => {
      const [snapshot] = await ada.snapshots();
      const page = await visit('/vps/ada');
      const first = page
        .getByRole('row')
        .filter({ has: page.getByRole('button', { name: /^Restore / }) })
        .first();
      await first.getByRole('button', { name: /^Pin / }).click();
      await first.getByText('Pinned').waitFor();
      await first.getByRole('button', { name: /^More for / }).click();
      await page.getByRole('menuitem', { name: 'Name and message' }).click();
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('chapter one');
      await page.getByRole('button', { name: 'Save' }).click();
      await row(page, 'chapter one').waitFor();
      expect((await ada.snapshots())[0]).toMatchObject({
        id: snapshot?.id,
        name: 'chapter one',
        pinned: true,
      });
    });

    it('breaks it, restores it and finds the files whole; then takes that back with one click', async () => {
      await ada.run('rm /root/thesis; echo noise > /root/noise');
      const page = await visit('/vps/ada');
      await page.getByRole('button', { name: 'Restore chapter one' }).click();
      const dialog = page.getByRole('dialog', { name: 'Restore ada?' });
      await dialog.getByText('saved in a').waitFor();
      await takeScreenshot(page, 'restore');
      await expectAccessible(page);
      await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
      await page.getByRole('main').getByRole('button', { name: 'Undo the restore' }).waitFor();
      expect(await ada.read('/root/thesis')).toBe('chapter one');
      await expectAccessible(page);
      await takeScreenshot(page, 'vps');
      await page.getByRole('main').getByRole('button', { name: 'Undo the restore' }).click();
      await eventually('the noise is back', async () => (await ada.read('/root/noise')) === 'noise\n');
      await page.getByText('Snapshot restored').first().waitFor();
    });

    it('stops it and starts it, each with its result in place', async () => {
      const page = await visit('/');
      await card(page, 'ada').getByRole('button', { name: 'Stop ada', exact: true }).click();
      await card(page, 'ada').getByText('Stopped', { exact: true }).waitFor();
      await card(page, 'ada').getByRole('button', { name: 'Start ada', exact: true }).click();
      await card(page, 'ada').getByText('Running', { exact: true }).waitFor();
      await card(page, 'ada').locator('[data-result=succeeded]').waitFor();
    });

    it('deletes several snapshots at once, and is told the bytes before', async () => {
      for (const name of ['one', 'two']) {
        await ada.run(`head -c 3000000 /dev/urandom > /root/${name}`);
        await ada.snapshot({ name });
      }
      const page = await visit('/vps/ada');
      for (const name of ['one', 'two']) await page.getByRole('checkbox', { name: `Choose ${name}` }).click();
      await page.getByRole('button', { name: /^Delete 2, free \d.* MB/ }).click();
      await page
        .getByRole('dialog', { name: 'Delete 2 snapshots?' })
        .getByRole('button', { name: /^Delete, free/ })
        .click();
      await eventually('both are gone', async () =>
        (await ada.snapshots()).every(({ name }) => name !== 'one' && name !== 'two'),
      );
      await row(page, 'two').waitFor({ state: 'detached' });
    });

    it('follows an operation step by step, and calls it off', async () => {
      const slow = await lab.create({
        task_id: 'grace',
        init: false,
        command: ['sh', '-c', "trap '' TERM; while :; do sleep 1; done"],
        stop_timeout: 15,
      });
      const { operation_id } = await callOk<{ operation_id: string }>(
        202,
        'POST',
        `/api/vps/stop/${slow.taskId}`,
        {
          headers: { prefer: 'respond-async' },
        },
      );
      const page = await visit(`/operations/${encodeURIComponent(operation_id)}`);
      await page.getByText('In progress').first().waitFor();
      await takeScreenshot(page, 'operation');
      await page.getByRole('button', { name: 'Cancel the operation' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel the operation' }).click();
      await page.getByText('It was cancelled').waitFor({ timeout: 60_000 });
      await expectAccessible(page);
    });
  });
}
