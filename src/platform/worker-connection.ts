import { NativeConnection } from '@temporalio/worker';
import type { Settings } from './settings';
import { temporalConnection } from './temporal';

/** A worker's connection to the Temporal server that the environment names. */
export interface WorkerConnection {
  connection: NativeConnection;
  namespace: string;
}

/** Connects a worker; rejects when Temporal does not answer. The caller closes the connection. */
export async function connectWorker(settings: Pick<Settings, 'TEMPORAL_ADDRESS'>): Promise<WorkerConnection> {
  const { options, namespace } = temporalConnection(settings);
  return { connection: await NativeConnection.connect(options), namespace };
}
