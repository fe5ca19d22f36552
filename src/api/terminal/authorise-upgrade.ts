import type { IncomingMessage } from 'node:http';
import { guardUpgrade } from '../access';
import type { ApiSettings } from '../deps';

/**
 * Whether the sender of an upgrade request may open a terminal, and who it is. Browsers let any page connect a
 * WebSocket to anywhere, with the cookies of the target: so the origin is checked whatever the token says.
 *
 * @throws Problem `unauthorized`, `forbidden_origin`
 */
export function authoriseTerminal(req: IncomingMessage, settings: ApiSettings): { actor: string } {
  guardUpgrade(req.headers, settings);
  const { remoteAddress } = req.socket;
  return { actor: remoteAddress?.replace(/^::ffff:/, '') ?? 'unknown' };
}
