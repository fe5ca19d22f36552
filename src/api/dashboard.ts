import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import express, { type Request, type RequestHandler, Router } from 'express';

/** What belongs to others, and is answered by them even when they have nothing at a path. */
const NOT_A_PAGE = /^\/(api|docs|health|metrics|assets)(\/|$)/;
const YEAR_SECONDS = 365 * 24 * 3600;

/** Scripts come from this origin alone. Mantine writes `<style>` elements. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const MISSING =
  'Holdfast\n\nThe API is at /api. The dashboard is not part of this build: `npm run build` makes it.\n';

/**
 * Serves the dashboard, which is a client of this API and nothing more: it holds no secret, so whoever may reach the
 * port may read it. Every path that is no file and belongs to nobody else is a page of it.
 */
export function dashboardRoutes(directory = builtDashboard()): Router {
  const router = Router();
  if (!existsSync(join(directory, 'index.html'))) {
    router.get('/', (_req, res) => {
      res.type('text/plain').send(MISSING);
    });
    return router;
  }
  router.use(
    '/assets',
    setPolicy,
    express.static(join(directory, 'assets'), {
      index: false,
      immutable: true,
      maxAge: YEAR_SECONDS * 1000,
      // Express sets it only where nobody has set another one.
      setHeaders: (res) => res.setHeader('Cache-Control', `public, max-age=${YEAR_SECONDS}, immutable`),
    }),
  );
  router.use(setPolicy, express.static(directory, { index: false, cacheControl: false, redirect: false }));
  router.use((req, res, next) => {
    if (!isPage(req)) {
      next();
      return;
    }
    res.set('Cache-Control', 'no-store').sendFile(join(directory, 'index.html'));
  });
  return router;
}

const setPolicy: RequestHandler = (req, res, next) => {
  if (!NOT_A_PAGE.test(req.path)) res.set('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  next();
};

/** Somebody opens it in a browser; a program that takes whatever comes is to hear that a path is not there. */
function isPage(req: Request): boolean {
  const wantsPage = req.accepts(req.path === '/' ? ['html', 'json'] : ['json', 'html']) === 'html';
  return (req.method === 'GET' || req.method === 'HEAD') && wantsPage && !NOT_A_PAGE.test(req.path);
}

/** Beside the compiled sources, or where a build has put it when the sources run as they are. */
function builtDashboard(): string {
  const root = dirname(dirname(__dirname));
  return basename(root) === 'dist' ? join(root, 'web') : join(root, 'dist', 'web');
}
