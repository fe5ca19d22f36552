import { randomUUID } from 'node:crypto';
import { type IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { asProblem, problemAnswer } from '../problems';

/** Answers an upgrade request as an ordinary one, with what is wrong with it, and closes the connection. */
export function refuseUpgrade(req: IncomingMessage, socket: Duplex, error: unknown): void {
  if (!(socket instanceof Socket)) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = problemAnswer(asProblem(error), randomUUID());
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(socket);
  res.once('finish', () => socket.end());
  res.writeHead(status, { ...headers, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  res.end(body);
}
