import { createServer, type RequestListener, type Server } from 'node:http';

/**
 * A client that is slow on purpose holds a connection for seconds, not for good. All of these are about the request:
 * an answer may take as long as it likes, as event streams do.
 */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5000,
  /** Longer than the minute after which common proxies give an idle connection up: theirs is to be the first word. */
  keepAliveTimeout: 65_000,
  /** Bytes. */
  maxHeaderSize: 16 * 1024,
};
/** Node would drop those beyond a number without a word, an Origin among them: the API counts, and refuses. */
const DROP_NO_HEADERS = 0;

/** @param limits those that differ from what the API serves with, for tests that cannot wait that long */
export function createHttpServer(app: RequestListener, limits: Partial<typeof LIMITS> = {}): Server {
  const server = createServer({ ...LIMITS, ...limits }, app);
  server.maxHeadersCount = DROP_NO_HEADERS;
  return server;
}
