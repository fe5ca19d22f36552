import express, { type Request, type RequestHandler } from 'express';
import { Problem } from './problems';

const LIMIT = '256kb';

/** Reads a JSON body; a request without one has the empty body `{}`. */
export function readJsonBody(): RequestHandler {
  const readJson = express.json({ limit: LIMIT });
  return (req, res, next) => {
    if (!hasBody(req)) {
      req.body = {};
      next();
      return;
    }
    if (req.is('application/json') === false) {
      throw new Problem('malformed_request', 'The body is not JSON by its Content-Type.');
    }
    readJson(req, res, next);
  };
}

function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}
