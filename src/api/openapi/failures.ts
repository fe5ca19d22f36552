import type { ResponseObject } from 'openapi3-ts/oas31';
import { type ErrorCode, ERRORS } from '../../domain/errors';
import { problemAnswer } from '../schemas/responses/service';
import { refTo } from './components';
import { answerHeaders } from './parameters';
import type { ApiRoute } from './route';

/** What any guarded call may fail with. */
const EVERYWHERE: readonly ErrorCode[] = [
  'unauthorized',
  'forbidden_role',
  'rate_limited',
  'forbidden_origin',
  'malformed_request',
  'internal',
];

/** The codes that a call may be answered with. */
export function codesOf({ role, errors }: Pick<ApiRoute, 'role' | 'errors'>): ErrorCode[] {
  return [...new Set([...(role === null ? [] : EVERYWHERE), ...errors])];
}

/** The failures of a call as OpenAPI has them: one answer for each status, which lists its codes. */
export function describeFailures(route: ApiRoute): { [status: string]: ResponseObject } {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codesOf(route)) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, codes]) => [status, describe(status, codes)]));
}

function describe(status: number, codes: readonly ErrorCode[]): ResponseObject {
  const wait = status === 503 || status === 429 ? (['Retry-After'] as const) : [];
  return {
    description: codes
      .map((code) => `[\`${code}\`](/docs/errors/${code}): ${ERRORS[code].title}.`)
      .join('\n\n'),
    headers: answerHeaders('X-Request-Id', ...wait),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [refTo(problemAnswer), { type: 'object', properties: { code: { enum: [...codes] } } }],
        },
      },
    },
  };
}
