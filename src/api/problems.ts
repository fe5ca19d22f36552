import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { type ErrorCode, ERRORS } from '../domain/errors';
import type { JsonObject } from '../domain/json';
import type { Logger } from '../platform/log';
import { isTemporalUnreachable } from './temporal/grpc-errors';

/** A failure that a client is told about. Its code decides the status; `more` are extra members of the answer. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ErrorCode,
    detail: string,
    readonly more: JsonObject = {},
  ) {
    super(detail);
  }
}

/** Answers whatever a request failed with as `application/problem+json` (RFC 9457). */
export function answerProblems(log: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const problem = asProblem(error);
    if (ERRORS[problem.code].status >= 500) {
      log.error({ request_id: requestId(res), code: problem.code, err: error }, 'request failed');
    }
    sendProblem(res, problem);
  };
}

export const answerUnknownPath: RequestHandler = (req) => {
  throw new Problem('route_not_found', `There is nothing at ${shorten(req.path)}.`);
};

/** A text from outside, short enough to be repeated in an answer. */
export function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}...`;
}

export function requestId(res: Response): string {
  const { request_id } = res.locals as { request_id?: string };
  return request_id ?? '';
}

function sendProblem(res: Response, problem: Problem): void {
  const { status, headers, body } = problemAnswer(problem, requestId(res));
  res.status(status).set(headers).send(body);
}

/** A problem as it goes over the wire. */
export function problemAnswer(
  problem: Problem,
  request_id: string,
): { status: number; headers: { [name: string]: string }; body: string } {
  const { status, title, remedy } = ERRORS[problem.code];
  const headers = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    ...((status === 503 || status === 429) && {
      'Retry-After': JSON.stringify(problem.more['retry_after'] ?? 5),
    }),
  };
  const body = JSON.stringify({
    type: `/docs/errors/${problem.code}`,
    title,
    status,
    detail: problem.message,
    remedy,
    code: problem.code,
    request_id,
    ...problem.more,
  });
  return { status, headers, body };
}

/** What a client is told of any failure. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isTemporalUnreachable(error)) {
    return new Problem('temporal_unreachable', 'The Temporal server does not answer.');
  }
  return (
    asBodyProblem(error) ?? new Problem('internal', 'The request failed for a reason that is in the log.')
  );
}

/** What Express and its body parser throw has a status and a `type`; URIError is a path that does not decode. */
function asBodyProblem(error: unknown): Problem | undefined {
  if (error instanceof URIError)
    return new Problem('malformed_request', 'The path is not validly percent-encoded.');
  if (!(error instanceof Error)) return undefined;
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (status === 413) return new Problem('payload_too_large', 'The body has more than 256 KiB.');
  if (type === 'entity.parse.failed') {
    return new Problem('malformed_request', `The body is not valid JSON: ${shorten(error.message)}`);
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Problem('malformed_request', `The request cannot be read: ${shorten(error.message)}`);
  }
  return undefined;
}
