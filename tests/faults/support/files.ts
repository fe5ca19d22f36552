import { createHash } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import type Docker from 'dockerode';
import { isStatus } from '../../integration/support/docker';
import type { Random } from './random';

/** Checksums by path: what a filesystem must hold, byte for byte. */
export type Files = ReadonlyMap<string, string>;

/** Where the harness writes: in the container's own filesystem, and in its two volumes. */
export const ROOT_FOLDER = '/root/work';
export const VOLUME_FOLDERS = ['/data/work', '/anon/work'] as const;

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const BLOCK = 512;
const LARGE_KILOBYTES = 60_000;

/**
 * Overwrites some files, removes one now and then, and makes all of it durable.
 *
 * @param large whether to write so much that a commit takes a while and a fault can hit it
 */
export async function changeFiles(
  docker: Docker,
  container: string,
  random: Random,
  large: boolean,
): Promise<void> {
  const folders = [ROOT_FOLDER, ...VOLUME_FOLDERS];
  const commands = folders.flatMap((folder) => [
    `mkdir -p ${folder}`,
    ...(random.chance(0.3) ? [`rm -f ${folder}/${random.pick(NAMES)}`] : []),
    ...(folder === ROOT_FOLDER && large ? [writeCommand(`${folder}/large`, LARGE_KILOBYTES)] : []),
    ...random
      .shuffled(NAMES)
      .slice(0, 2)
      .map((name) => writeCommand(`${folder}/${name}`, 1 + random.below(400))),
  ]);
  await runIn(docker, container, ['set -e', ...commands, 'sync'].join('; '));
}

/** The files of a folder of a container in any state; without any when there is no such folder. */
export async function filesOf(docker: Docker, container: string, folder: string): Promise<Files> {
  try {
    const archive = await docker.getContainer(container).getArchive({ path: folder });
    return checksumsOf(await readAll(archive as Readable));
  } catch (error) {
    if (isStatus(error, 404)) return new Map();
    throw error;
  }
}

/** The files of an image, by way of a container that never runs and that nobody takes for a VPS. */
export async function filesOfImage(docker: Docker, image: string, folder: string): Promise<Files> {
  const container = await docker.createContainer({
    Image: image,
    Cmd: ['true'],
    Labels: { 'holdfast.task_id': '' },
  });
  try {
    return await filesOf(docker, container.id, folder);
  } finally {
    await container.remove({ v: true, force: true });
  }
}

export function sameFiles(a: Files, b: Files): boolean {
  return a.size === b.size && [...a].every(([path, sum]) => b.get(path) === sum);
}

/** Runs a command that must succeed. */
export async function runIn(docker: Docker, container: string, command: string): Promise<string> {
  const exec = await docker
    .getContainer(container)
    .exec({ Cmd: ['sh', '-c', command], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const sink = new PassThrough();
  const chunks: Buffer[] = [];
  sink.on('data', (chunk: Buffer) => chunks.push(chunk));
  docker.modem.demuxStream(stream, sink, sink);
  await new Promise((resolve, reject) => {
    stream.once('end', resolve).once('error', reject);
  });
  const output = Buffer.concat(chunks).toString();
  const { ExitCode } = await exec.inspect();
  if (ExitCode !== 0) throw new Error(`in ${container}, exit code ${ExitCode}: ${output}`);
  return output;
}

function writeCommand(path: string, kilobytes: number): string {
  return `dd if=/dev/urandom of=${path} bs=1024 count=${kilobytes} conv=fsync 2>/dev/null`;
}

/** Of the plain files in a tar archive, by their names without the folder. */
function checksumsOf(tar: Buffer): Files {
  const sums = new Map<string, string>();
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const text = (from: number, to: number): string =>
      tar
        .subarray(at + from, at + to)
        .toString()
        .split('\0')[0] ?? '';
    const size = parseInt(text(124, 136).trim() || '0', 8);
    const body = tar.subarray(at + BLOCK, at + BLOCK + size);
    const name = text(0, 100).split('/').pop() ?? '';
    if (text(156, 157) === '0' || text(156, 157) === '')
      sums.set(name, createHash('sha256').update(body).digest('hex'));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return sums;
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
