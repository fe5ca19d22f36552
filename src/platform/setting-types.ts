import { z } from 'zod';

/** What environment variables may hold, and how it is read. */

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

export const portRange = z
  .string()
  .regex(/^\d+-\d+$/, "must be a range such as '20000-29999'")
  .transform((range) => {
    const [first = 0, last = 0] = range.split('-').map(Number);
    return { first, last };
  })
  .refine(({ first, last }) => first >= 1024 && last <= 65535 && first <= last, 'must lie within 1024-65535');
