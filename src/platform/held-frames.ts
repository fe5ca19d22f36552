import type WebSocket from 'ws';
import type { RawData } from 'ws';

/** More than a person types ahead. */
const MOST_FRAMES = 200;

/** Frames that came while nobody could take them yet. */
export interface HeldFrames {
  /** From now on they are taken: those that were held come first, as if they came just now. */
  release(): void;
}

/** Holds what comes on a WebSocket, which otherwise drops it, and closes one that sends too much meanwhile. */
export function holdFrames(socket: WebSocket): HeldFrames {
  const frames: [data: RawData, isBinary: boolean][] = [];
  const hold = (data: RawData, isBinary: boolean): void => {
    if (frames.push([data, isBinary]) > MOST_FRAMES) socket.terminate();
  };
  socket.on('message', hold);
  return {
    release: () => {
      socket.off('message', hold);
      for (const frame of frames.splice(0)) socket.emit('message', ...frame);
    },
  };
}
