import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Administrators' folders, which the PATH of an ordinary shell may lack. */
const MORE_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The path of a command, or undefined when there is none. */
export function findExecutable(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  return [...(env['PATH'] ?? '').split(delimiter), ...MORE_FOLDERS]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutableFile);
}

export function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
