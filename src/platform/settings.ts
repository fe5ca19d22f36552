import type { z } from 'zod';
import { SETTINGS } from './settings-table';

export { SETTINGS };

type SettingName = keyof typeof SETTINGS;
export type Settings = { [K in SettingName]: z.output<(typeof SETTINGS)[K]['schema']> };

/** What is wrong with the environment, a line for each setting. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads and validates all settings. A variable that is empty counts as not set.
 *
 * @throws SettingsError that names every wrong setting at once
 */
export function loadSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const problems: string[] = [];
  const entries = Object.entries(SETTINGS).map(([name, { schema }]) => {
    const result = schema.safeParse(env[name] === '' ? undefined : env[name]);
    if (!result.success)
      problems.push(`${name} ${result.error.issues.map(({ message }) => message).join(', ')}`);
    return [name, result.data] as const;
  });
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
  return Object.fromEntries(entries) as unknown as Settings;
}
