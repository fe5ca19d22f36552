import WebSocket from 'ws';
import { RUNNER_TERMINAL_PATH, RUNNER_TERMINAL_PROTOCOL } from '../../domain/terminal';
import { type HeldFrames, holdFrames } from '../../platform/held-frames';
import { failure } from '../failures';

const HANDSHAKE_TIMEOUT_MS = 5000;
/** What a browser may send at once, and what the API makes of it. */
const LARGEST_MESSAGE_BYTES = 64 * 1024;
/** A connection to the API. */
export interface Call {
  socket: WebSocket;
  /** What came on it before there is a shell. */
  early: HeldFrames;
}

/**
 * The address that is dialled: the one that is asked for, if the runner knows it. So whoever can ask a runner for a
 * terminal cannot make it call, and hand the ticket and a shell to, a server of their choice.
 *
 * @throws ApplicationFailure `terminal_failed`
 */
export function chooseApiUrl(known: readonly string[], wanted: string | null): string {
  const found = wanted === null ? known[0] : known.find((url) => trim(url) === trim(wanted));
  if (found !== undefined) return trim(found) + RUNNER_TERMINAL_PATH;
  throw failure(
    'terminal_failed',
    `The API wants to be called at ${wanted}, which is not in HOLDFAST_API_URL of the runner.`,
  );
}

/**
 * Calls the API. The ticket is in a header, since addresses end up in logs.
 *
 * @throws ApplicationFailure `terminal_failed`
 */
export async function dialApi(url: string, ticket: string): Promise<Call> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, RUNNER_TERMINAL_PROTOCOL, {
      headers: { authorization: `Bearer ${ticket}` },
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      perMessageDeflate: false,
      maxPayload: LARGEST_MESSAGE_BYTES,
    });
    const early = holdFrames(socket);
    socket.once('open', () => resolve({ socket, early }));
    // Stays for good: what breaks later shows as the end of the connection.
    socket.on('error', (error) => {
      reject(failure('terminal_failed', `The runner cannot reach the API at ${url}: ${error.message}`));
    });
  });
}

function trim(url: string): string {
  return url.replace(/\/+$/, '');
}
