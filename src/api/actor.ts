import type { Request } from 'express';
import { Problem } from './problems';

const NAME = /^[\x20-\x7e]{1,128}$/;

/** Who asks: the name in `X-Holdfast-Actor`, else the caller's address. It is noted, not verified. */
export function actorOf(req: Request): string {
  const given = req.get('x-holdfast-actor')?.trim();
  if (given === undefined) return req.socket.remoteAddress?.replace(/^::ffff:/, '') ?? 'unknown';
  if (!NAME.test(given)) {
    throw new Problem('invalid_request', 'X-Holdfast-Actor takes 1 to 128 printable ASCII characters.');
  }
  return given;
}
