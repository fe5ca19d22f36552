import type WebSocket from 'ws';

const PING_EVERY_MS = 15_000;
/** A peer may be slow, and is then paused itself: it has a while. */
const SILENCE_MS = 90_000;

/** Ends a connection whose other end has gone without a word. */
export function keepAlive(socket: WebSocket): void {
  let heardAt = performance.now();
  const heard = (): void => {
    heardAt = performance.now();
  };
  const timer = setInterval(() => {
    if (!socket.isPaused && performance.now() - heardAt > SILENCE_MS) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.ping();
  }, PING_EVERY_MS);
  socket.on('pong', heard).on('message', heard);
  socket.once('close', () => clearInterval(timer));
}
