import { type ChildProcess, fork } from 'node:child_process';
import { connect, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

const KEEPER = join(__dirname, 'network-keeper.mjs');
const PATIENCE_MS = 10_000;

/**
 * A network with nothing but a loopback, for a browser. Chromium drops whatever it is loading when an interface of its
 * network comes or goes (`ERR_NETWORK_CHANGED`), as they do with each container that starts or ends on the machine. In
 * here none ever does. The machine's own ports are there when they are asked for, under the same numbers.
 */
export class QuietNetwork {
  private readonly relays = new Map<number, Promise<Server>>();
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly keeper: ChildProcess) {}

  /** Needs root. */
  static async make(): Promise<QuietNetwork> {
    const execArgv = ['--net', process.execPath];
    const network = new QuietNetwork(fork(KEEPER, { execPath: 'unshare', execArgv, stdio: 'inherit' }));
    await network.answer('ready');
    return network;
  }

  /** For `nsenter --net`. */
  get path(): string {
    return `/proc/${this.keeper.pid}/ns/net`;
  }

  /** Makes `127.0.0.1:port` of the machine reachable in here; nothing is done when it is already. */
  async reach(port: number): Promise<void> {
    const relay = this.relays.get(port) ?? this.listen(port);
    this.relays.set(port, relay);
    await relay;
  }

  async end(): Promise<void> {
    for (const relay of this.relays.values()) (await relay).close();
    for (const socket of this.sockets) socket.destroy();
    if (this.keeper.connected) this.keeper.disconnect();
  }

  private async listen(port: number): Promise<Server> {
    const socket = this.answer(port);
    this.keeper.send(port);
    const server = (await socket) as Server;
    return server.on('connection', (inside) => {
      const outside = connect({ host: '127.0.0.1', port });
      inside.pipe(outside).pipe(inside);
      for (const [socket, other] of [
        [inside, outside],
        [outside, inside],
      ] as const) {
        this.sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          this.sockets.delete(socket);
          other.end();
        });
      }
    });
  }

  /** What the keeper sends along with this message. */
  private answer(expected: unknown): Promise<unknown> {
    const { keeper } = this;
    return new Promise((resolve, reject) => {
      const settle = (how: () => void): void => {
        clearTimeout(timer);
        keeper.off('error', reject).off('exit', onExit).off('message', onMessage);
        how();
      };
      const fail = (why: string): void => settle(() => reject(new Error(`The browser's network ${why}.`)));
      const onExit = (code: number | null): void => fail(`ended with ${code}`);
      const onMessage = (message: unknown, handle: unknown): void => {
        if (message === expected) settle(() => resolve(handle));
      };
      const timer = setTimeout(() => fail('does not answer'), PATIENCE_MS);
      keeper.on('error', reject).on('exit', onExit).on('message', onMessage);
    });
  }
}
