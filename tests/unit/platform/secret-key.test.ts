import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSecretKey } from '../../../src/platform/secret-key';
import { useTemporaryFolder } from './temporary-folder';

const folder = useTemporaryFolder();

describe('the secret key', () => {
  it('is the one of the setting, if there is one', async () => {
    const key = 's'.repeat(40);
    expect(await loadSecretKey({ HOLDFAST_SECRET_KEY: key, HOLDFAST_DATA: '/nonexistent' })).toBe(key);
  });

  it('is made at the first start, for its owner only, and is the same ever after', async () => {
    const settings = { HOLDFAST_SECRET_KEY: undefined, HOLDFAST_DATA: join(folder, 'new') };
    const [key, same] = await Promise.all([loadSecretKey(settings), loadSecretKey(settings)]);
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(same).toBe(key);
    expect(await loadSecretKey(settings)).toBe(key);
    expect(statSync(join(folder, 'new', 'secret.key')).mode & 0o777).toBe(0o600);
  });

  it('is not made anew when the file is damaged', async () => {
    writeFileSync(join(folder, 'secret.key'), 'short');
    const settings = { HOLDFAST_SECRET_KEY: undefined, HOLDFAST_DATA: folder };
    await expect(loadSecretKey(settings)).rejects.toThrow(/secret\.key is damaged/);
  });
});
