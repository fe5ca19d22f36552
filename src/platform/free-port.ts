import { createServer } from 'node:net';

/** Whether nothing listens on a port of an address. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}

/** The first free port from `preferred` upwards. */
export async function nextFreePort(preferred: number, host = '127.0.0.1'): Promise<number> {
  for (let port = preferred; port < preferred + 100 && port <= 65_535; port += 1) {
    if (await isPortFree(port, host)) return port;
  }
  throw new Error(`no port from ${preferred} to ${preferred + 99} is free on ${host}`);
}

/** Below the ports that systems give to outgoing connections, which might take one before it is listened on. */
const ANY = { from: 30_000, count: 2700 };

/** Some free port, another one each time. */
export async function anyFreePort(host = '127.0.0.1'): Promise<number> {
  for (let tries = 0; tries < ANY.count; tries += 1) {
    const port = ANY.from + Math.floor(Math.random() * ANY.count);
    if (await isPortFree(port, host)) return port;
  }
  throw new Error(`no port is free on ${host}`);
}
