import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { stack } from '../../support/stack';
import { findChromium } from './chromium';
import { QuietNetwork } from './quiet-network';

const IN_NETWORK = join(__dirname, 'chromium-in-network.sh');
const WIDE = { width: 1280, height: 800 };
const PATIENCE_MS = 30_000;

export interface VisitOptions extends BrowserContextOptions {
  /** Another API than the one that all tests share. */
  api?: string;
  /** What the console may say, such as the failed requests of a test that stops the API. */
  allowConsole?: RegExp;
}

/** What a page must never do; noted as it happens and judged at the end. */
class Conduct {
  readonly offences: string[] = [];

  constructor(page: Page, host: string, allowConsole: RegExp | undefined) {
    page.on('console', (message) => {
      const text = `${message.text()} (${message.location().url})`;
      if (['error', 'warning'].includes(message.type()) && allowConsole?.test(text) !== true) {
        this.offences.push(`console: ${text}`);
      }
    });
    page.on('pageerror', (error) => this.offences.push(`uncaught: ${error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (!['data:', 'blob:'].includes(url.protocol) && url.host !== host) {
        this.offences.push(`another host: ${request.url()}`);
      }
    });
  }
}

/** A browser for the tests of one file. Every page that they visit must behave, see {@link Conduct}. */
export function useBrowser(): (path: string, options?: VisitOptions) => Promise<Page> {
  let browser: Browser | undefined;
  let network: QuietNetwork | undefined;
  const contexts: BrowserContext[] = [];
  const conducts: Conduct[] = [];

  beforeAll(async () => {
    const args = [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--force-color-profile=srgb',
      '--hide-scrollbars',
    ];
    network = await QuietNetwork.make();
    browser = await chromium.launch({
      executablePath: IN_NETWORK,
      args,
      env: { ...process.env, BROWSER_CHROMIUM: await findChromium(), BROWSER_NETWORK: network.path },
    });
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map(async (context) => context.close()));
    expect(conducts.splice(0).flatMap(({ offences }) => offences)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await network?.end();
  });

  return async (path, { api = stack().apiUrl, allowConsole, ...options } = {}) => {
    if (browser === undefined || network === undefined) throw new Error('only within a test');
    await network.reach(Number(new URL(api).port));
    const context = await browser.newContext({
      viewport: WIDE,
      baseURL: api,
      reducedMotion: 'reduce',
      ...options,
    });
    contexts.push(context);
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    conducts.push(new Conduct(page, new URL(api).host, allowConsole));
    await page.goto(path);
    return page;
  };
}

export type Visit = ReturnType<typeof useBrowser>;
