import type { Request } from 'express';
import { Problem } from './problems';
import { type Caller, identificationOf } from './security/caller';

const NAME = /^[\x20-\x7e]{1,128}$/;

/** Who asks, as the audit notes it. */
export function actorOf(req: Request): string {
  const { caller, refusal } = identificationOf(req);
  if (caller === undefined) throw refusal;
  return actorNamed(caller, req.headers['x-holdfast-actor']);
}

/**
 * The name of the token, which is verified. What `X-Holdfast-Actor` says is not: it comes in brackets behind that name,
 * and stands alone only where there are no tokens.
 *
 * @throws Problem `invalid_request`
 */
export function actorNamed({ token, address }: Caller, header: string | string[] | undefined): string {
  const said = header === undefined ? undefined : String(header).trim();
  if (said !== undefined && !NAME.test(said)) {
    throw new Problem('invalid_request', 'X-Holdfast-Actor takes 1 to 128 printable ASCII characters.');
  }
  if (token === null) return said ?? address;
  return said === undefined ? token : `${token} (for ${said})`;
}
