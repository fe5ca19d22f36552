import { z } from 'zod';
import { ERROR_CODES } from '../../../domain/errors';
import { ROLES } from '../../../domain/roles';

/** Of every failure, as `application/problem+json` (RFC 9457). */
export const problemAnswer = z.strictObject({
  type: z.string().describe('The page about this code.'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What was wrong this time.'),
  remedy: z.string().describe('What to do.'),
  code: z.enum(ERROR_CODES).describe('Never changes its meaning.'),
  request_id: z.string().describe("Finds the request in the API's log."),
  retry_after: z.int().optional().describe('Seconds after which to ask again.'),
  operation_id: z.string().optional().describe('The operation that had been started.'),
  issues: z
    .array(z.strictObject({ field: z.string(), message: z.string() }))
    .optional()
    .describe('Every wrong field.'),
});

/** Who is signed in. */
export const sessionAnswer = z.strictObject({
  auth: z.enum(['none', 'token']).describe('`none`: whoever reaches the API may do everything.'),
  actor: z.string().nullable().describe('The name in the audit.'),
  role: z.enum(ROLES).nullable().describe('Null for one who has not signed in.'),
  terminal: z.boolean().describe('Whether this caller may open terminals.'),
});
export type SessionView = z.infer<typeof sessionAnswer>;

export const liveAnswer = z.strictObject({ status: z.literal('live') });

export const readyAnswer = z.strictObject({
  status: z.enum(['ready', 'not ready']),
  temporal: z.boolean().describe('The Temporal server answers.'),
  host_worker: z.boolean().describe('A worker with the host role is alive.'),
});

/** Events of the streams that are no view of something. */
export const emptyEvent = z.strictObject({});
export const removedVpsEvent = z.strictObject({ task_id: z.string() });
export const temporalEvent = z.strictObject({ temporal: z.enum(['away', 'back']) });

/** This document itself; what it may hold is told by the OpenAPI Specification. */
export const openApiAnswer = z.looseObject({ openapi: z.literal('3.1.0'), paths: z.looseObject({}) });
