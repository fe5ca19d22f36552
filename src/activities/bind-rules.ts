import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, basename, relative, resolve } from 'node:path';
import { bindSources, mountTargets } from '../docker/capture-mounts';
import { stringsOf } from '../docker/api-types';
import type { JsonObject } from '../domain/json';
import { failure } from './failures';

/** Where a VPS finds the directory that `SHARED_DIR` names. */
const SHARED_TARGET = '/shared';

/**
 * Makes sure that a spec mounts no directory of the runner but those that it gives away. Links are followed, so that
 * none leads out of them; a VPS that can write to such a directory can still exchange a part of it later.
 *
 * @throws ApplicationFailure `bind_not_allowed`
 */
export async function checkBinds(host: JsonObject, allowedDirs: readonly string[]): Promise<void> {
  const allowed = await Promise.all(allowedDirs.map(realPath));
  for (const source of bindSources(host)) {
    const isPlain = isAbsolute(source) && !source.split('/').includes('..');
    const real = isPlain ? await realPath(source) : source;
    if (!isPlain || !allowed.some((directory) => isWithin(directory, real))) {
      throw failure(
        'bind_not_allowed',
        `${source} is not in a directory that this runner gives away (HOLDFAST_BIND_DIRS: ${allowedDirs.join(':') || 'none'}).`,
      );
    }
  }
}

/** The spec's mounts and the shared directory, unless something else is mounted there. */
export function withSharedDir(host: JsonObject, sharedDir: string | undefined): JsonObject {
  if (sharedDir === undefined || mountTargets(host).has(SHARED_TARGET)) return host;
  return { ...host, Binds: [...stringsOf(host['Binds']), `${sharedDir}:${SHARED_TARGET}`] };
}

function isWithin(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/** With all links resolved, those of the part that exists. */
async function realPath(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || dirname(absolute) === absolute) throw error;
    return join(await realPath(dirname(absolute)), basename(absolute));
  }
}
