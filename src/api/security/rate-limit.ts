import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { Problem } from '../problems';
import type { ApiSettings } from '../deps';
import { identificationOf } from './caller';

const WINDOW_MS = 60_000;

/** No caller may keep the API from the others: so many requests a minute for each token, or each address without one. */
export function limitRequests({
  HOLDFAST_RATE_LIMIT: limit,
}: Pick<ApiSettings, 'HOLDFAST_RATE_LIMIT'>): RequestHandler {
  if (limit === 0) return (_req, _res, next) => next();
  return rateLimit({
    windowMs: WINDOW_MS,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Whom a proxy calls for is found out by ourselves.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    keyGenerator: (req) => {
      const { caller, address } = identificationOf(req);
      const token = caller?.token ?? null;
      return token === null ? `address ${ipKeyGenerator(address)}` : `token ${token}`;
    },
    handler: (_req, res, next) => {
      next(
        new Problem('rate_limited', `More than ${limit} requests came within a minute.`, {
          retry_after: Number(res.get('Retry-After') ?? WINDOW_MS / 1000),
        }),
      );
    },
  });
}
