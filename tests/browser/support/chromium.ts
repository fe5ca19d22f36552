import { existsSync } from 'node:fs';
import { installDebianPackages } from '../../../src/platform/debian-packages';

const CHROMIUM = '/usr/bin/chromium';

/** The path of Debian's Chromium, which is installed with a font when it is not there. */
export async function findChromium(): Promise<string> {
  if (!existsSync(CHROMIUM)) {
    await installDebianPackages(['chromium', 'fonts-dejavu-core', 'fonts-liberation'], () => undefined);
  }
  return CHROMIUM;
}
