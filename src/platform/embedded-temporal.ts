import type { DataDirectory } from './data-directory';
import { nextFreePort } from './free-port';
import type { Say } from './say';
import type { Settings } from './settings';
import { superviseProcess, type SupervisedProcess } from './supervised-process';
import { findTemporalCli } from './temporal-cli';
import { embeddedServerArguments } from './temporal-server';

/** The Temporal server of one data directory, as its clients need it. */
export interface EmbeddedTemporal {
  address: string;
  uiUrl: string;
  process: SupervisedProcess;
}

const SHUTDOWN_GRACE_MS = 10_000;

/** Starts the embedded server. It may not answer yet. */
export async function startEmbeddedTemporal(
  settings: Pick<Settings, 'TEMPORAL_CLI' | 'TEMPORAL_PORT' | 'TEMPORAL_UI_PORT' | 'TEMPORAL_SYNC'>,
  data: DataDirectory,
  projectRoot: string,
  say: Say,
): Promise<EmbeddedTemporal> {
  const cli = await findTemporalCli({ given: settings.TEMPORAL_CLI, projectRoot }, say);
  say(`Temporal: ${cli.version} (${cli.path})`);
  const port = await choosePort(settings.TEMPORAL_PORT, 'TEMPORAL_PORT', say);
  const uiPort = await choosePort(settings.TEMPORAL_UI_PORT, 'TEMPORAL_UI_PORT', say);
  const args = embeddedServerArguments({
    port,
    uiPort,
    database: data.temporalDatabase,
    sync: settings.TEMPORAL_SYNC,
  });
  const server = superviseProcess(
    {
      name: 'temporal',
      command: cli.path,
      args,
      env: process.env,
      pidFile: data.pidFile('temporal'),
      graceMs: SHUTDOWN_GRACE_MS,
      output: { file: data.logFile('temporal') },
    },
    say,
  );
  return { address: `127.0.0.1:${port}`, uiUrl: `http://127.0.0.1:${uiPort}`, process: server };
}

/**
 * What a child needs to reach the embedded server and no other: variables and configuration files that mean
 * another server are kept from it.
 */
export function embeddedTemporalEnv(
  env: NodeJS.ProcessEnv,
  server: Pick<EmbeddedTemporal, 'address' | 'uiUrl'>,
): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(
    ([name]) => !name.startsWith('TEMPORAL_') || name === 'TEMPORAL_RETENTION_DAYS',
  );
  return {
    ...Object.fromEntries(others),
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_SET_RETENTION: 'true',
    TEMPORAL_UI_URL: env['TEMPORAL_UI_URL'] || server.uiUrl,
    // The SDK takes a file that is not there for an empty one, but stumbles over an empty one.
    TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml',
  };
}

async function choosePort(preferred: number, setting: string, say: Say): Promise<number> {
  const port = await nextFreePort(preferred);
  if (port !== preferred)
    say(`Temporal: port ${preferred} is in use, taking ${port} (${setting} sets another)`);
  return port;
}
