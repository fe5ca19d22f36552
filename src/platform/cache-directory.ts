import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where downloaded programs are kept for every start and test run of this user. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'holdfast');
}
