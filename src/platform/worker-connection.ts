import { NativeConnection } from '@temporalio/worker';
import type { Settings } from './settings';
import { temporalConnection } from './temporal';

/** A worker's connection to the Temporal server that the environment names. */
export interface WorkerConnection {
  connection: NativeConnection;
  namespace: string;
}

/** A VPS's record is a memo of up to 500 kB on purpose; at the SDK's own 2 kB each new run of an entity would warn. */
const MEMO_WARN_BYTES = 1_000_000;

/** Connects a worker; rejects when Temporal does not answer. The caller closes the connection. */
export async function connectWorker(settings: Pick<Settings, 'TEMPORAL_ADDRESS'>): Promise<WorkerConnection> {
  const { options, namespace } = temporalConnection(settings);
  const payloadLimits = { memoWarnSize: MEMO_WARN_BYTES };
  return { connection: await NativeConnection.connect({ ...options, payloadLimits }), namespace };
}
