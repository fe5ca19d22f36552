import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from '../platform/log';
import { guardAccess } from './access';
import { dashboardRoutes } from './dashboard';
import type { ApiDeps } from './deps';
import { LiveHub } from './live/live-hub';
import { answerProblems, answerUnknownPath, requestId } from './problems';
import { readJsonBody } from './read-body';
import { eventRoutes } from './routes/events';
import { healthRoutes } from './routes/health';
import { lifecycleRoutes } from './routes/lifecycle';
import { operationRoutes } from './routes/operations';
import { runnerRoutes } from './routes/runners';
import { snapshotRoutes } from './routes/snapshots';
import { vpsRoutes } from './routes/vps';
import { HistoryCache } from './temporal/history-cache';
import { RunnerDirectory } from './temporal/runners';

/** The HTTP API. It holds no state but caches: any number of them may serve the same Temporal namespace. */
export function createApp(given: ApiDeps): Express {
  const remembering = { ...given, runners: new RunnerDirectory(given), histories: new HistoryCache() };
  const deps = { ...remembering, live: new LiveHub(remembering) };
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(nameRequest, logRequest(deps.log), setSecurityHeaders);
  app.use(healthRoutes(deps));
  app.use('/api', guardAccess(deps.settings), readJsonBody());
  app.use(
    '/api',
    snapshotRoutes(deps),
    lifecycleRoutes(deps),
    vpsRoutes(deps),
    operationRoutes(deps),
    eventRoutes(deps),
    runnerRoutes(deps),
  );
  app.use(dashboardRoutes());
  app.use(guardAccess(deps.settings), answerUnknownPath);
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
      };
      if (method === 'GET' || method === 'HEAD') log.debug(entry, 'request');
      else log.info(entry, 'request');
    });
    next();
  };
}

const setSecurityHeaders: RequestHandler = (_req, res, next) => {
  res.set({
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
  });
  next();
};
