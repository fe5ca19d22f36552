import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Settings } from './settings';

/** A client of the Temporal server that the environment names. */
export interface TemporalClient {
  client: Client;
  namespace: string;
  close(): Promise<void>;
}

const DEFAULT_ADDRESS = '127.0.0.1:7233';
const DEFAULT_NAMESPACE = 'default';

/**
 * Where Temporal is: the SDK's own environment configuration (address, namespace, API key, TLS; variables before
 * the configuration file).
 */
export function temporalConnection(
  settings: Pick<Settings, 'TEMPORAL_ADDRESS'>,
  env: NodeJS.ProcessEnv = process.env,
) {
  const overrideEnvVars = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  );
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars });
  return {
    options: {
      ...connectionOptions,
      address: settings.TEMPORAL_ADDRESS ?? connectionOptions.address ?? DEFAULT_ADDRESS,
    },
    namespace: namespace ?? DEFAULT_NAMESPACE,
  };
}

/**
 * A client for the API. It does not wait for the server: a call fails while Temporal is away, and works again when
 * it is back.
 */
export async function connectTemporal(
  settings: Pick<Settings, 'TEMPORAL_ADDRESS'>,
  interceptors: WorkflowClientInterceptor[] = [],
): Promise<TemporalClient> {
  const { options, namespace } = temporalConnection(settings);
  const connection = Connection.lazy(options);
  return {
    client: new Client({ connection, namespace, interceptors: { workflow: interceptors } }),
    namespace,
    close: () => connection.close(),
  };
}
