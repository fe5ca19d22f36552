import { connect } from 'node:net';
import { stack } from '../../support/stack';

const PATIENCE_MS = 10_000;

/** The API may be waiting for more: then there is no more. */
const SEND_NO_MORE_MS = 500;

/** Sends bytes to the API as they are, and returns what it answers first; nothing when it hangs up. */
export async function rawBytes(bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(stack().apiUrl);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    const timer = setTimeout(() => socket.end(), SEND_NO_MORE_MS);
    const done = (answer = '') => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PATIENCE_MS, () => {
      socket.destroy();
      reject(new Error(`No answer to ${bytes.toString().slice(0, 80)}`));
    });
    socket.on('data', (chunk: Buffer) => done(chunk.toString()));
    socket.on('end', () => done());
    // It may hang up on what it does not want to read.
    socket.on('error', () => done());
  });
}

/** The status of an answer; undefined when there is none. */
export function statusOf(answer: string): number | undefined {
  const [, status] = /^HTTP\/1\.[01] (\d{3}) /.exec(answer) ?? [];
  return status === undefined ? undefined : Number(status);
}
