import type { Page } from 'playwright-core';
import { stack } from '../support/stack';
import { callOk } from '../integration/support/client';
import { CuttableProxy } from '../integration/support/cuttable-proxy';
import { eventually } from '../integration/support/eventually';
import { Lab } from '../integration/support/lab';
import { TestVps } from '../integration/support/test-vps';
import { expectAccessible } from './support/axe';
import { takeScreenshot } from './support/screenshots';
import { useBrowser } from './support/visit';

const lab = new Lab();
const visit = useBrowser();
const LONG = 60_000;
const ada = new TestVps('ada');

afterAll(() => lab.tearDown(), LONG);

const card = (page: Page, taskId: string) => page.getByRole('article', { name: `VPS ${taskId}` });
const row = (page: Page, title: string) => page.getByRole('row', { name: title, exact: true });

describe('a person who is new', () => {
  it(
    'is led to a first VPS, and sees it run',
    async () => {
      const page = await visit('/');
      await page.getByRole('heading', { name: 'No VPS yet' }).waitFor();
      await expectAccessible(page);
      await takeScreenshot(page, 'empty');
      await page.getByRole('button', { name: 'Create your first VPS' }).click();
      const dialog = page.getByRole('dialog', { name: 'Create a VPS' });
      await dialog.getByLabel('Name', { exact: false }).first().fill('ada');
      await dialog.getByRole('textbox', { name: 'Image' }).fill(stack().image);
      await dialog.getByRole('textbox', { name: 'Ports' }).fill('22');
      await dialog.getByRole('button', { name: 'Snapshots, command and more' }).click();
      await dialog.getByRole('textbox', { name: 'Command' }).fill('sleep 86400');
      await expectAccessible(page);
      await takeScreenshot(page, 'create');
      lab.owns({ taskId: 'ada' });
      await dialog.getByRole('button', { name: 'Create the VPS' }).click();
      await card(page, 'ada').getByText('Running').waitFor();
      await expectAccessible(page);
    },
    LONG,
  );
});

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
    expect((await ada.snapshots())[0]).toMatchObject({ id: snapshot?.id, name: 'chapter one', pinned: true });
  });

  it(
    'breaks it, restores it and finds the files whole; then takes that back with one click',
    async () => {
      await ada.run('rm /root/thesis; echo noise > /root/noise');
      const page = await visit('/vps/ada');
      await page.getByRole('button', { name: 'Restore chapter one' }).click();
      const dialog = page.getByRole('dialog', { name: 'Restore ada?' });
      await dialog.getByText('saved in a').waitFor();
      await takeScreenshot(page, 'restore');
      await expectAccessible(page);
      await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
      await page.getByRole('button', { name: 'Undo the restore' }).waitFor({ timeout: 30_000 });
      expect(await ada.read('/root/thesis')).toBe('chapter one');
      await expectAccessible(page);
      await takeScreenshot(page, 'vps');
      await page.getByRole('button', { name: 'Undo the restore' }).click();
      await eventually('the noise is back', async () => (await ada.read('/root/noise')) === 'noise\n');
      await page.getByText('Snapshot restored').first().waitFor();
    },
    LONG,
  );

  it('stops it and starts it, each with its result in place', async () => {
    const page = await visit('/');
    await card(page, 'ada').getByRole('button', { name: 'Stop ada', exact: true }).click();
    await card(page, 'ada').getByText('Stopped', { exact: true }).waitFor();
    await card(page, 'ada').getByRole('button', { name: 'Start ada', exact: true }).click();
    await card(page, 'ada').getByText('Running', { exact: true }).waitFor();
    await card(page, 'ada').locator('[data-result=succeeded]').waitFor();
  });

  it(
    'deletes several snapshots at once, and is told the bytes before',
    async () => {
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
    },
    LONG,
  );

  it('follows an operation step by step, and calls it off', async () => {
    const slow = await lab.create({
      init: false,
      command: ['sh', '-c', "trap '' TERM; while :; do sleep 1; done"],
      stop_timeout: 8,
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
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Cancel the operation' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the operation' }).click();
    await page.getByText('It was cancelled').waitFor({ timeout: 40_000 });
  }, 90_000);
});

describe('every page', () => {
  it.each([
    '/',
    '/?view=table',
    '/vps/ada',
    '/vps/ada?tab=configuration',
    '/vps/ada?tab=history',
    '/operations',
    '/runners',
  ])(
    '%s is accessible, light and dark, and fits a phone',
    async (path) => {
      const name = path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'fleet';
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await visit(path, { colorScheme });
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle').catch(() => undefined);
        await expectAccessible(page);
        await takeScreenshot(page, `${name}-${colorScheme}`);
      }
      const phone = await visit(path, {
        viewport: { width: 390, height: 844 },
        isMobile: true,
        hasTouch: true,
      });
      await phone.getByRole('heading', { level: 1 }).waitFor();
      const overflow = await phone.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBeLessThanOrEqual(0);
      await takeScreenshot(phone, `${name}-phone`);
    },
    LONG,
  );
});

describe('the fleet', () => {
  it('is searched, filtered and laid out by what its address says', async () => {
    const page = await visit('/?q=ad');
    await card(page, 'ada').waitFor();
    await page.getByRole('textbox', { name: 'Search the fleet' }).fill('nothing like it');
    await page.getByText('No VPS matches.').waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('nothing like it');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('radio', { name: 'Table' }).check({ force: true });
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

describe('a connection that breaks', () => {
  const proxy = new CuttableProxy(new URL(stack().apiUrl).host);
  afterAll(() => proxy.cut());

  it('is told of, and what happened meanwhile shows when it is back', async () => {
    await proxy.open();
    const page = await visit('/', {
      api: `http://${proxy.address}`,
      allowConsole: /Failed to load resource|ERR_/,
    });
    await card(page, 'ada').getByText('Running', { exact: true }).waitFor();
    await proxy.cut();
    await page.getByText('The API does not answer').waitFor({ timeout: 30_000 });
    await takeScreenshot(page, 'offline');
    await ada.pause();
    await proxy.open();
    await card(page, 'ada').getByText('Paused', { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByText('The API does not answer').waitFor({ state: 'detached' });
    await ada.resume();
    await card(page, 'ada').getByText('Running', { exact: true }).waitFor();
  }, 90_000);
});
