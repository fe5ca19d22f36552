import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { readPidFile } from '../../src/platform/pid-file';
import type { Settings } from '../../src/platform/settings';

const DEFAULT_HOST = 'unix:///var/run/docker.sock';
const ANSWER_TIMEOUT_MS = 5000;

/**
 * The engine that the service's runner uses, found as `npm start` finds it: a private one if the settings want that,
 * `DOCKER_HOST`, the private engine of the data directory, the default socket.
 *
 * @throws Error that says what a person can do
 */
export async function findEngineOfService(
  settings: Pick<Settings, 'HOLDFAST_ENGINE' | 'DOCKER_HOST' | 'HOLDFAST_DATA'>,
): Promise<{ docker: Docker; host: string }> {
  const privateHost = privateEngineHost(settings.HOLDFAST_DATA);
  const hosts = settings.HOLDFAST_ENGINE === 'isolated' ? [privateHost] : [settings.DOCKER_HOST, privateHost];
  const host = hosts.find((candidate) => candidate !== undefined) ?? DEFAULT_HOST;
  const docker = connectDocker(host);
  try {
    await withTimeout(docker.ping(), ANSWER_TIMEOUT_MS);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `No Docker Engine answers at ${host} (${reason}). The demo works on the engine that the service uses: run it on the same machine, with the DOCKER_HOST or the HOLDFAST_DATA that the service has.`,
      { cause },
    );
  }
  return { docker, host };
}

/** A client of an engine, named as in `DOCKER_HOST`. */
export function connectDocker(host: string): Docker {
  const socketPath = /^unix:\/\/(.+)$/.exec(host)?.[1];
  if (socketPath !== undefined) return new Docker({ socketPath });
  const url = new URL(host.includes('://') ? host : `tcp://${host}`);
  return new Docker({ host: url.hostname, port: url.port === '' ? 2375 : Number(url.port) });
}

/** A private engine is the process that its pid file names, and its command line says where it listens. */
function privateEngineHost(dataDirectory: string): string | undefined {
  if (!existsSync(join(dataDirectory, 'docker'))) return undefined;
  const engine = readPidFile(join(dataDirectory, 'run', 'dockerd.pid'));
  return / -H (\S+)/.exec(engine?.command ?? '')?.[1];
}

async function withTimeout(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms / 1000} s`)), ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
