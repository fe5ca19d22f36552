import { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { stack } from '../../support/stack';

const { History } = temporal.api.history.v1;

/** Temporal as its own client sees it, past the API; closed when the tests of the file have ended. */
export function useTemporal(): () => Client {
  let client: Client | undefined;
  let connection: Connection | undefined;
  beforeAll(async () => {
    connection = await Connection.connect({ address: stack().temporalAddress });
    client = new Client({ connection });
  });
  afterAll(async () => {
    await connection?.close();
  });
  return () => {
    if (client === undefined) throw new Error('only within a test');
    return client;
  };
}

/** Everything that an execution's history says, its payloads decoded. */
export async function historyText(client: Client, workflowId: string): Promise<string> {
  const history = History.create(await client.workflow.getHandle(workflowId).fetchHistory());
  const json = JSON.stringify(History.toObject(history, { bytes: String, longs: String }));
  const payloads = [...json.matchAll(/"data":"([^"]*)"/g)].map(([, data = '']) =>
    Buffer.from(data, 'base64'),
  );
  return `${json}\n${payloads.join('\n')}`;
}
