import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { recallStack, type StackName } from './running-stack';
import { STACK_FILE_VARIABLES, type TestStack } from './stack';
import { stopStackProcess } from './stack-process';
import { removeTestFolder } from './test-folder';

/** Where the log of the last test run stays. */
const KEPT_LOGS = { integration: 'test-stack.log', browser: 'browser-stack.log' } as const;
const DIST = join(__dirname, '..', '..', 'dist');

/** Also after tests that failed: nothing of the stack is left but its log. */
export async function stopTestStack(name: StackName): Promise<void> {
  const running = recallStack(name);
  if (running === undefined) return;
  await removeContainersAndNetworks(name).catch(() => undefined);
  if (running.child !== undefined) await stopStackProcess(running.child);
  await copyFile(running.folder.logFile, join(DIST, KEPT_LOGS[name])).catch(() => undefined);
  await removeTestFolder(running.folder.path);
}

/** An engine that ends would wait for its containers, and leave the bridges of its networks. */
async function removeContainersAndNetworks(name: StackName): Promise<void> {
  const file = process.env[STACK_FILE_VARIABLES[name]] ?? '';
  const { dockerSocket } = JSON.parse(await readFile(file, 'utf8')) as TestStack;
  const docker = new Docker({ socketPath: dockerSocket, timeout: 30_000 });
  const containers = await docker.listContainers({ all: true });
  await Promise.allSettled(
    containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })),
  );
  await docker.pruneNetworks();
}
