import type { RequestHandler } from 'express';
import { routeOf } from '../security/route-roles';
import type { ApiMetrics } from './api-metrics';

/** Named by the table of routes: a path as it came would make a series of its own. */
export function measureRequests({ requests }: ApiMetrics): RequestHandler {
  return (req, res, next) => {
    const route = routeOf(req.method, req.path)?.split(' ')[1] ?? 'other';
    // How long somebody listens says nothing about the API.
    if (!route.endsWith('/events')) {
      const done = requests.startTimer({ method: knownMethod(req.method), route });
      res.once('close', () => done({ status: res.writableFinished ? String(res.statusCode) : 'hung up' }));
    }
    next();
  };
}

function knownMethod(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'].includes(method) ? method : 'other';
}
