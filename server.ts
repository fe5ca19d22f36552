import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Access } from './src/api/access';
import { createApp } from './src/api/app';
import { createHttpServer } from './src/api/http-server';
import { serveTerminals } from './src/api/terminal/terminal-server';
import { newTemporalMemory } from './src/api/temporal/memory';
import { requireSafeAddress } from './src/api/security/origin';
import { createLogger } from './src/platform/log';
import { createSealer } from './src/platform/sealing';
import { loadSecretKey } from './src/platform/secret-key';
import { loadSettings } from './src/platform/settings';
import { onShutdownRequest, reportReady } from './src/platform/shutdown-request';
import { connectTemporal } from './src/platform/temporal';
import { traceClient } from './src/platform/trace-temporal';
import { startTracing } from './src/platform/tracing';

/** Calls that wait answer at once when the server ends; this is for those that are just being worked on. */
const GRACE_MS = 6000;

/** The API. */
async function main(): Promise<void> {
  const settings = loadSettings();
  requireSafeAddress(settings);
  const log = createLogger('api', settings.HOLDFAST_LOG_LEVEL);
  const tracer = await startTracing(settings, { service: 'holdfast-api' }, log);
  const temporal = await connectTemporal(settings, tracer && [traceClient(tracer)]);
  const key = await loadSecretKey(settings);
  const { seal } = createSealer(key, 'environment');
  const { seal: sealOrder } = createSealer(key, 'terminal');
  const closing = new AbortController();
  const access = new Access(settings);
  const given = { ...temporal, settings, access, seal, log, tracer, closing: closing.signal };
  const deps = { ...given, ...newTemporalMemory(given) };
  const server = createHttpServer(createApp(deps));
  serveTerminals(server, { ...deps, sealOrder });
  server.listen(settings.HOLDFAST_PORT, settings.HOLDFAST_HOST);
  await once(server, 'listening');
  log.info({ address: server.address() }, 'listening');
  reportReady();

  await new Promise((resolve) => onShutdownRequest(resolve, () => process.exit(130)));
  closing.abort();
  server.close();
  await Promise.race([once(server, 'close'), sleep(GRACE_MS)]);
  await Promise.all([temporal.close(), tracer?.close()]);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
