import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from '../platform/log';
import { type Access, guardRoutes, identifyCaller } from './access';
import { dashboardRoutes } from './dashboard';
import type { ApiDeps } from './deps';
import { LiveHub } from './live/live-hub';
import { ApiMetrics } from './metrics/api-metrics';
import { measureRequests } from './metrics/measure-requests';
import { answerProblems, answerUnknownPath, requestId } from './problems';
import { readJsonBody } from './read-body';
import { docsRoutes } from './routes/docs';
import { eventRoutes } from './routes/events';
import { healthRoutes } from './routes/health';
import { lifecycleRoutes } from './routes/lifecycle';
import { metricsRoutes } from './routes/metrics';
import { operationRoutes } from './routes/operations';
import { runnerRoutes } from './routes/runners';
import { sessionRoutes } from './routes/session';
import { snapshotRoutes } from './routes/snapshots';
import { vpsRoutes } from './routes/vps';
import { identificationOf } from './security/caller';
import { setSecurityHeaders } from './security/headers';
import { limitRequests } from './security/rate-limit';
import { HistoryCache } from './temporal/history-cache';
import type { TemporalMemory } from './temporal/memory';
import { continueTrace, traceRequests } from './trace-requests';

/** The HTTP API. It holds no state but caches: any number of them may serve the same Temporal namespace. */
export function createApp(given: ApiDeps & TemporalMemory & { access: Access }): Express {
  const remembering = { ...given, histories: new HistoryCache() };
  const deps = { ...remembering, live: new LiveHub(remembering) };
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const metrics = new ApiMetrics();
  app.use(
    nameRequest,
    identifyCaller(deps.access),
    logRequest(deps.log),
    traceRequests(deps.tracer),
    measureRequests(metrics),
    setSecurityHeaders,
  );
  app.use(healthRoutes(deps));
  app.use(limitRequests(deps.settings), docsRoutes());
  app.use(['/api', '/metrics'], guardRoutes);
  app.use(metricsRoutes(deps, metrics));
  app.use('/api', readJsonBody(), continueTrace);
  app.use(
    '/api',
    sessionRoutes(deps),
    snapshotRoutes(deps),
    lifecycleRoutes(deps),
    vpsRoutes(deps),
    operationRoutes(deps),
    eventRoutes(deps),
    runnerRoutes(deps),
  );
  app.use(dashboardRoutes());
  app.use(guardRoutes, answerUnknownPath);
  app.use(answerProblems(deps.log));
  return app;
}

const nameRequest: RequestHandler = (_req, res, next) => {
  const id = randomUUID();
  res.locals = { request_id: id };
  res.set('X-Request-Id', id);
  next();
};

function logRequest(log: Logger): RequestHandler {
  return (req, res, next) => {
    const { method } = req;
    const path = req.path.slice(0, 200);
    const startedAt = Date.now();
    res.once('close', () => {
      const entry = {
        request_id: requestId(res),
        method,
        path,
        status: res.writableFinished ? res.statusCode : 'hung up',
        ms: Date.now() - startedAt,
        actor: identificationOf(req).caller?.token ?? undefined,
      };
      if (method === 'GET' || method === 'HEAD') log.debug(entry, 'request');
      else log.info(entry, 'request');
    });
    next();
  };
}
