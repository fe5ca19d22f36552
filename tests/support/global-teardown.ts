import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { recallStack } from './running-stack';
import { stack } from './stack';
import { stopStackProcess } from './stack-process';
import { removeTestFolder } from './test-folder';

/** Where the log of the last test run stays. */
const KEPT_LOG = join(__dirname, '..', '..', 'dist', 'test-stack.log');

/** jest's global tear-down, also after tests that failed: nothing of the stack is left but its log. */
export default async function stopTestStack(): Promise<void> {
  const running = recallStack();
  if (running === undefined) return;
  await removeContainersAndNetworks().catch(() => undefined);
  if (running.child !== undefined) await stopStackProcess(running.child);
  await copyFile(running.folder.logFile, KEPT_LOG).catch(() => undefined);
  await removeTestFolder(running.folder.path);
}

/** An engine that ends would wait for its containers, and leave the bridges of its networks. */
async function removeContainersAndNetworks(): Promise<void> {
  const docker = new Docker({ socketPath: stack().dockerSocket, timeout: 30_000 });
  const containers = await docker.listContainers({ all: true });
  await Promise.allSettled(
    containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })),
  );
  await docker.pruneNetworks();
}
