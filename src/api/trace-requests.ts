import type { RequestHandler, Response } from 'express';
import { parseTraceparent } from '../domain/trace';
import { type OpenSpan, type Tracer, within } from '../platform/tracing';
import { routeOf } from './security/route-roles';

/** Asked every few seconds by machines that look whether the API lives. */
const UNTRACED = /^\/(health\/|metrics\/?$)/;
const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'];

const spans = new WeakMap<Response, OpenSpan>();

/**
 * A span for each request, in the trace that the caller names (`traceparent`), else in one of its own. It has method,
 * route and status: no path, no query, no header and no body, since those have what people wrote, and secrets.
 */
export function traceRequests(tracer: Tracer | undefined): RequestHandler {
  if (tracer === undefined) return (_req, _res, next) => next();
  return (req, res, next) => {
    if (UNTRACED.test(req.path)) {
      next();
      return;
    }
    const method = METHODS.includes(req.method) ? req.method : '_OTHER';
    const route = routeOf(req.method, req.path)?.split(' ')[1];
    const span = tracer.open({
      name: route === undefined ? method : `${method} ${route}`,
      kind: 'server',
      parent: parseTraceparent(req.get('traceparent')),
      attributes: { 'http.request.method': method, ...(route !== undefined && { 'http.route': route }) },
    });
    spans.set(res, span);
    res.once('close', () => {
      // As for the log: an answer that nobody took has no status.
      if (res.writableFinished) span.set({ 'http.response.status_code': res.statusCode });
      const failed = res.writableFinished && res.statusCode >= 500;
      span.end({ error: failed ? String(res.statusCode) : undefined });
    });
    next();
  };
}

/** What follows belongs to the request's span. After the body: reading it comes back from outside the request. */
export const continueTrace: RequestHandler = (_req, res, next) => {
  const span = spans.get(res);
  if (span === undefined) next();
  else within(span, next);
};
