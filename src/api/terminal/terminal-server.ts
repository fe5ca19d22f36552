import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { RUNNER_TERMINAL_PATH, RUNNER_TERMINAL_PROTOCOL, TERMINAL_PROTOCOL } from '../../domain/terminal';
import { parse, parseTaskId } from '../parse';
import { Problem, shorten } from '../problems';
import { terminalQuery } from '../schemas/terminal';
import type { TemporalMemory } from '../temporal/memory';
import { authoriseTerminal } from './authorise-upgrade';
import type { TerminalDeps } from './deps';
import { openTerminal, type TerminalRequest } from './open-terminal';
import { refuseUpgrade } from './refuse-upgrade';
import { serveWithoutUpgrade } from './serve-without-upgrade';
import { Tickets } from './tickets';

const TERMINAL_PATH = /^\/api\/vps\/terminal\/([^/]+)$/;
/** So many terminals one API serves at once; a runner has a limit of its own. */
const MAX_TERMINALS = 100;
/** The dashboard sends a long paste in pieces of a quarter of this. */
const LARGEST_MESSAGE_BYTES = 64 * 1024;

/**
 * Serves terminals on an HTTP server: to browsers at `/api/vps/terminal/{task_id}`, where they stay until the runner
 * of the VPS has called at `/api/runner/terminal`, with the ticket that it was sent by way of Temporal.
 */
export function serveTerminals(server: Server, given: TerminalDeps & TemporalMemory): void {
  const deps = { ...given, tickets: new Tickets() };
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: LARGEST_MESSAGE_BYTES,
  });
  const runnerSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
  });
  let open = 0;

  const accept = (req: IncomingMessage, socket: Duplex, rest: Buffer): void => {
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://api');
    if (pathname === RUNNER_TERMINAL_PATH) {
      const connect = acceptRunner(req, deps.tickets);
      runnerSockets.handleUpgrade(req, socket, rest, (runner) => connect(quietly(runner)));
      return;
    }
    const request = acceptBrowser(req, deps, { pathname, query: Object.fromEntries(searchParams) });
    if (open >= MAX_TERMINALS) throw new Problem('terminal_limit', `${open} terminals are open by this API.`);
    sockets.handleUpgrade(req, socket, rest, (browser) => {
      open++;
      browser.once('close', () => open--);
      void openTerminal(deps, quietly(browser), request);
    });
  };

  server.on('upgrade', (req: IncomingMessage, socket: Duplex, rest: Buffer) => {
    if (req.headers.upgrade?.toLowerCase() !== 'websocket') {
      serveWithoutUpgrade(server, req, socket, rest);
      return;
    }
    socket.on('error', () => socket.destroy());
    try {
      accept(req, socket, rest);
    } catch (error) {
      refuseUpgrade(req, socket, error);
    }
  });
}

/** A browser may know nothing of what is behind this before it has shown that it may. */
function acceptBrowser(
  req: IncomingMessage,
  { access, settings, closing }: TerminalDeps,
  { pathname, query }: { pathname: string; query: object },
): TerminalRequest {
  const { actor } = authoriseTerminal(req, { access, settings });
  const [, taskId] = TERMINAL_PATH.exec(pathname) ?? [];
  if (taskId === undefined)
    throw new Problem('route_not_found', `There is no WebSocket at ${shorten(pathname)}.`);
  if (!settings.HOLDFAST_TERMINAL) {
    throw new Problem('terminal_disabled', 'This API opens no terminals (HOLDFAST_TERMINAL).');
  }
  if (closing.aborted) throw new Problem('terminal_ended', 'The API is ending.');
  requireProtocol(req, TERMINAL_PROTOCOL);
  return {
    taskId: parseTaskId(decodeURIComponent(taskId)),
    actor,
    size: parse(terminalQuery, query, 'query'),
  };
}

/** The ticket is all that a runner shows, and no page of a browser can have one. */
function acceptRunner(req: IncomingMessage, tickets: Tickets): (socket: WebSocket) => void {
  if (req.headers.origin !== undefined) throw new Problem('forbidden_origin', 'Only runners call here.');
  requireProtocol(req, RUNNER_TERMINAL_PROTOCOL);
  const [, ticket] = /^Bearer +(\S+)$/.exec(req.headers.authorization ?? '') ?? [];
  const connect = ticket === undefined ? undefined : tickets.take(ticket);
  if (connect === undefined)
    throw new Problem('unauthorized', 'The ticket is not one that waits for a runner.');
  return connect;
}

function requireProtocol(req: IncomingMessage, protocol: string): void {
  const offered = (req.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (!offered.includes(protocol)) {
    throw new Problem('invalid_request', `Sec-WebSocket-Protocol must offer ${protocol}.`);
  }
}

/** What breaks on a connection shows as its end; without this, it would end the process. */
function quietly(socket: WebSocket): WebSocket {
  return socket.on('error', () => undefined);
}
