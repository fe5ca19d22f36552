import type { IncomingMessage } from 'node:http';
import { checkPage } from '../security/origin';
import type { TerminalDeps } from './deps';

/**
 * Whether the sender of an upgrade request may open a terminal, and who it is. Browsers let any page connect a
 * WebSocket to anywhere, with the cookies of the target: so the origin is checked whatever the token says.
 *
 * @throws Problem `unauthorized`, `forbidden_role`, `forbidden_origin`, `rate_limited`
 */
export function authoriseTerminal(
  req: IncomingMessage,
  { access, settings }: Pick<TerminalDeps, 'access' | 'settings'>,
): { actor: string } {
  checkPage(req.headers, settings);
  return access.authorise(req, 'admin');
}
