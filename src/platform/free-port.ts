import { createServer } from 'node:net';

/** Whether nothing listens on a port of an address. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await tryToListen(port, host)) !== undefined;
}

/** The first free port from `preferred` upwards. */
export async function nextFreePort(preferred: number, host = '127.0.0.1'): Promise<number> {
  for (let port = preferred; port < preferred + 100 && port <= 65_535; port += 1) {
    if (await isPortFree(port, host)) return port;
  }
  throw new Error(`no port from ${preferred} to ${preferred + 99} is free on ${host}`);
}

/** Any free port, as the system gives it. */
export async function anyFreePort(host = '127.0.0.1'): Promise<number> {
  const port = await tryToListen(0, host);
  if (port === undefined) throw new Error(`no port is free on ${host}`);
  return port;
}

function tryToListen(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = address !== null && typeof address === 'object' ? address.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}
