import type { HeaderObject, ParameterObject, ReferenceObject } from 'openapi3-ts/oas31';
import { RUNNER_NAME, SNAPSHOT_ID, TASK_ID } from '../../domain/names';
import { ERROR_CODES } from '../../domain/errors';

/** What stands in braces in a path. */
export const PATH_PARAMETERS: { [name: string]: ParameterObject } = {
  task_id: {
    name: 'task_id',
    in: 'path',
    required: true,
    description: 'The VPS.',
    schema: { type: 'string', maxLength: 63, pattern: TASK_ID.source },
    example: 'web-1',
  },
  snapshot_id: {
    name: 'snapshot_id',
    in: 'path',
    required: true,
    description: 'The snapshot: its id, or the unix second that it alone was taken in.',
    schema: { anyOf: [{ type: 'string', pattern: SNAPSHOT_ID.source }, { type: 'integer' }] },
    example: '20261125t071200123-k3f9a1',
  },
  operation_id: {
    name: 'operation_id',
    in: 'path',
    required: true,
    description: 'The operation, as the answer to a change names it.',
    schema: { type: 'string' },
    example: 'restart:web-1:mih2k3f9a7q2',
  },
  name: {
    name: 'name',
    in: 'path',
    required: true,
    description: 'The runner.',
    schema: { type: 'string', pattern: RUNNER_NAME.source },
  },
  code: {
    name: 'code',
    in: 'path',
    required: true,
    description: 'The code of an error.',
    schema: { type: 'string', enum: ERROR_CODES },
  },
  file: { name: 'file', in: 'path', required: true, schema: { type: 'string' } },
};

/** What a call may carry in its headers. */
export const HEADER_PARAMETERS = {
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description:
      '`wait=N`: wait at most N seconds for the end, then answer 202. `respond-async`: answer 202 at once (RFC 7240).',
    schema: { type: 'string' },
    example: 'respond-async',
  },
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A request that is repeated with the same key is done once, and answered with what became of it.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  },
  'X-Holdfast-Actor': {
    name: 'X-Holdfast-Actor',
    in: 'header',
    description: 'Who asks, for the audit.',
    schema: { type: 'string', minLength: 1, maxLength: 128 },
  },
  'Last-Event-ID': {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'The last event that was seen: the stream goes on behind it.',
    schema: { type: 'string' },
  },
} as const satisfies { [name: string]: ParameterObject };

export type HeaderName = keyof typeof HEADER_PARAMETERS;

/** What an answer may carry in its headers. */
export const ANSWER_HEADERS = {
  Location: { description: 'Where to ask for what was made, or goes on.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds after which to ask again.', schema: { type: 'string' } },
  'Preference-Applied': { description: 'What of `Prefer` was honoured.', schema: { type: 'string' } },
  'X-Request-Id': { description: "Finds the request in the API's log.", schema: { type: 'string' } },
} as const satisfies { [name: string]: HeaderObject };

export type AnswerHeaderName = keyof typeof ANSWER_HEADERS;

export function answerHeaders(...names: AnswerHeaderName[]): { [name: string]: ReferenceObject } {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
