import { PassThrough, type Readable } from 'node:stream';
import Docker, { type Container } from 'dockerode';
import { engineFactsOf } from '../../../scripts/engines/tested-engine';
import { stack } from '../../support/stack';

let connected: Docker | undefined;

/** The engine of the tests, past Holdfast: what it says is what really is. */
export function docker(): Docker {
  connected ??= new Docker({ socketPath: stack().dockerSocket });
  return connected;
}

export interface ExecResult {
  exitCode: number;
  output: string;
}

/** Runs a command in a container; a text is run by its shell. */
export async function exec(containerId: string, command: string | string[]): Promise<ExecResult> {
  const words = typeof command === 'string' ? ['sh', '-c', command] : command;
  const created = await docker()
    .getContainer(containerId)
    .exec({ Cmd: words, AttachStdout: true, AttachStderr: true });
  const stream = await created.start({ hijack: true, stdin: false });
  const chunks: Buffer[] = [];
  const sink = new PassThrough();
  sink.on('data', (chunk: Buffer) => chunks.push(chunk));
  docker().modem.demuxStream(stream, sink, sink);
  await new Promise((resolve, reject) => {
    stream.on('end', resolve);
    stream.on('error', reject);
  });
  const { ExitCode } = await created.inspect();
  return { exitCode: ExitCode ?? -1, output: Buffer.concat(chunks).toString() };
}

/** A file of a container, running or not; undefined when it is not there. */
export async function readFileOf(container: Container, path: string): Promise<string | undefined> {
  try {
    return firstFileOf(await readAll(await container.getArchive({ path })));
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/** A file of an image, which need not be able to run. */
export async function readFileOfImage(image: string, path: string): Promise<string | undefined> {
  const container = await docker().createContainer({ Image: image, Cmd: ['true'] });
  try {
    return await readFileOf(container, path);
  } finally {
    await container.remove({ v: true });
  }
}

/** Every container that Docker has for this VPS: its own, and what a swap may have left. */
export async function containersOf(taskId: string): Promise<string[]> {
  const labelled = await docker().listContainers({
    all: true,
    filters: { label: [`holdfast.task_id=${taskId}`] },
  });
  const named = await docker().listContainers({ all: true, filters: { name: [`holdfast-${taskId}`] } });
  const names = [...labelled, ...named].flatMap(({ Names }) => Names.map((name) => name.slice(1)));
  return [...new Set(names)].sort();
}

/** Every image of this VPS: by tag, and those that carry its label and no tag. */
export async function imagesOf(taskId: string): Promise<string[]> {
  const tagged = await docker().listImages({ filters: { reference: [`holdfast/${taskId}`] } });
  const labelled = await docker().listImages({ filters: { label: [`holdfast.task_id=${taskId}`] } });
  const names = [...tagged, ...labelled].flatMap(({ Id, RepoTags }) =>
    RepoTags !== null && RepoTags !== undefined && RepoTags.length > 0 ? RepoTags : [Id],
  );
  return [...new Set(names)].sort();
}

/** What its layers have when they are unpacked, which not every engine calls its size. */
export async function bytesOfImage(id: string): Promise<number> {
  const history = (await docker().getImage(id).history()) as { Size: number }[];
  return history.reduce((sum, { Size }) => sum + Size, 0);
}

export async function volumeExists(name: string): Promise<boolean> {
  try {
    await docker().getVolume(name).inspect();
    return true;
  } catch (error) {
    if (isStatus(error, 404)) return false;
    throw error;
  }
}

export function isStatus(error: unknown, status: number): boolean {
  return error instanceof Error && (error as { statusCode?: unknown }).statusCode === status;
}

async function readAll(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as Readable) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Reads the one member of a tar archive as Docker sends it for a file. */
function firstFileOf(tar: Buffer): string {
  const BLOCK = 512;
  const size = parseInt(tar.subarray(124, 136).toString().replace(/\0/g, '').trim(), 8);
  return tar.subarray(BLOCK, BLOCK + size).toString();
}

interface DockerEvent {
  Type: string;
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
}

/** The volumes that containers of this name have had since then, also those of containers that are gone. */
export async function volumesMountedBy(containerName: string, since: Date): Promise<string[]> {
  const seconds = (at: Date) => at.getTime() / 1000;
  const stream = await docker().getEvents({
    since: seconds(since),
    until: seconds(new Date()),
    filters: JSON.stringify({ type: ['container', 'volume'], event: ['create', 'mount'] }),
  });
  const events = (await readAll(stream))
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as DockerEvent);
  const containers = events
    .filter(({ Type, Actor }) => Type === 'container' && Actor.Attributes['name'] === containerName)
    .map(({ Actor }) => Actor.ID);
  return events
    .filter(
      ({ Type, Action, Actor }) =>
        Type === 'volume' && Action === 'mount' && containers.includes(Actor.Attributes['container'] ?? ''),
    )
    .map(({ Actor }) => Actor.ID);
}

export async function keepsImagesInContainerd(): Promise<boolean> {
  const info = (await docker().info()) as Parameters<typeof engineFactsOf>[0];
  return engineFactsOf(info).storage === 'containerd';
}
