import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from './settings';

/** The file that holds a key made by Holdfast, in the data directory. */
const KEY_FILE = 'secret.key';

/**
 * The key of `HOLDFAST_SECRET_KEY`, else the one in the data directory, which is made at the first start with
 * 256 random bits and readable by its owner only.
 */
export async function loadSecretKey(
  settings: Pick<Settings, 'HOLDFAST_SECRET_KEY' | 'HOLDFAST_DATA'>,
): Promise<string> {
  if (settings.HOLDFAST_SECRET_KEY !== undefined) return settings.HOLDFAST_SECRET_KEY;
  await mkdir(settings.HOLDFAST_DATA, { recursive: true });
  const path = join(settings.HOLDFAST_DATA, KEY_FILE);
  await writeFile(path, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 }).catch(
    unlessItExists,
  );
  await chmod(path, 0o600);
  const key = (await readFile(path, 'utf8')).trim();
  if (key.length < 32)
    throw new Error(`${path} is damaged: restore it, or remove it when no VPS is being created`);
  return key;
}

function unlessItExists(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
