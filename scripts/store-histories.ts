import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

const { History } = temporal.api.history.v1;
const folder = join(process.cwd(), 'tests', 'replay', 'histories');

/** Writes the histories of these executions, by the name that each is to have, when they have ended. */
export async function storeHistories(client: Client, recorded: ReadonlyMap<string, string>): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [name, workflowId] of recorded) {
    const handle = client.workflow.getHandle(workflowId);
    while ((await handle.describe()).status.name === 'RUNNING') await sleep(100);
    const history = History.toObject(History.create(await handle.fetchHistory()), {
      bytes: String,
      enums: String,
      longs: String,
    });
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(history)}\n`);
  }
  console.log(`${recorded.size} histories written to ${folder}`);
}
