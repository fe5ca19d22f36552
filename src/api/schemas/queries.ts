import { z } from 'zod';
import { OPERATION_KINDS, OPERATION_STATUSES } from '../../domain/operation';
import { VPS_STATUSES } from '../../domain/vps';
import { runnerName, taskId } from './create-vps';

const MOST_ROWS = 200;
const DEFAULT_ROWS = 50;

const limit = z
  .string()
  .regex(/^\d{1,4}$/, `must be a number from 1 to ${MOST_ROWS}`)
  .transform(Number)
  .refine((rows) => rows >= 1 && rows <= MOST_ROWS, `must be a number from 1 to ${MOST_ROWS}`)
  .default(DEFAULT_ROWS)
  .meta({
    description: 'How many at most.',
    shownAs: { type: 'integer', minimum: 1, maximum: MOST_ROWS, default: DEFAULT_ROWS },
  });

const next = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,4096}$/, "must be the 'next' of the page before, of the same list")
  .describe('Where to read on: the `next` of the page before.');

const page = { limit, next: next.optional() };

export const listVpsQuery = z.strictObject({
  ...page,
  runner: runnerName.optional(),
  status: z.enum(VPS_STATUSES).optional(),
});

export const listOperationsQuery = z.strictObject({
  ...page,
  vps: taskId.optional(),
  kind: z.enum(OPERATION_KINDS).optional(),
  status: z.enum(OPERATION_STATUSES).optional(),
});
