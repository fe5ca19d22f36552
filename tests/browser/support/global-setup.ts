import { startTestStack } from '../../support/start-test-stack';
import { findChromium } from './chromium';

/** jest's global set-up of the browser tests: a Holdfast of their own, and a browser. */
export default async function setUp(): Promise<void> {
  await Promise.all([startTestStack('browser'), findChromium()]);
}
