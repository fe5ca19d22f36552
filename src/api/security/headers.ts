import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What answers data, which no browser is to show as a page. */
const DATA = /^\/(api|health|metrics)(\/|$)/i;

const COMMON = {
  // Whoever puts TLS in front of the API decides for how long that holds for the host's name.
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  crossOriginOpenerPolicy: { policy: 'same-origin' },
} as const;

const forData = helmet({
  ...COMMON,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
});

/** Scripts come from this origin alone. The component library of the dashboard writes `<style>` elements. */
const forPages = helmet({
  ...COMMON,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'"],
      'connect-src': ["'self'"],
      'manifest-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  },
});

/** On every answer, refusals included. */
export const setSecurityHeaders: RequestHandler = (req, res, next) => {
  res.set('Cache-Control', 'no-store');
  const set = DATA.test(req.path) ? forData : forPages;
  set(req, res, next);
};
