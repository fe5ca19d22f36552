import { z } from 'zod';
import { parseAccessTokens } from './access-tokens';

/** One environment variable that Holdfast reads. The table below is the documentation and the validation. */
export interface SettingDefinition<T extends z.ZodType> {
  schema: T;
  /** As it is shown in the documentation. */
  shownDefault: string;
  description: string;
  /** Who reads it. */
  usedBy: 'start' | 'API' | 'runner' | 'host' | 'all';
}

export function setting<T extends z.ZodType>(
  schema: T,
  shownDefault: string,
  usedBy: SettingDefinition<T>['usedBy'],
  description: string,
): SettingDefinition<T> {
  return { schema, shownDefault, usedBy, description };
}

export const bool = z
  .enum(['true', 'false', 'True', 'False', '1', '0', 'yes', 'no'], { error: "must be 'true' or 'false'" })
  .transform((text) => ['true', 'True', '1', 'yes'].includes(text));

export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);

export const port = integer(1, 65535);
export const list = (separator: string) =>
  z.string().transform((text) => text.split(separator).filter((part) => part !== ''));
export const text = z.string();

/** Only what was read is kept, and of secrets only hashes. */
export const accessTokens = z.string().transform((given, context) => {
  try {
    return parseAccessTokens(given);
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error));
    return z.NEVER;
  }
});

export const networks = list(',').pipe(
  z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'must be addresses or networks')),
);

/** As the SDK takes it: no names. */
export const socketAddress = z
  .string()
  .regex(/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\]):\d{1,5}$/i, "must be like '127.0.0.1:9464'");

export const portRange = z
  .string()
  .regex(/^\d+-\d+$/, "must be a range such as '20000-29999'")
  .transform((range) => {
    const [first = 0, last = 0] = range.split('-').map(Number);
    return { first, last };
  })
  .refine(({ first, last }) => first >= 1024 && last <= 65535 && first <= last, 'must lie within 1024-65535');
