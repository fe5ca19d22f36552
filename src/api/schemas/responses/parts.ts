import { z } from 'zod';
import type { Json } from '../../../domain/json';

/** RFC 3339. */
export const time = z.string().meta({ format: 'date-time' });

export const bytes = z.int().min(0).describe('Bytes.');
export const count = z.int().min(0);

/** What is passed on as it is. */
export const anyJson = z.record(z.string(), z.unknown() as z.ZodType<Json>);
