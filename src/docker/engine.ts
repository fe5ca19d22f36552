import { statfs } from 'node:fs/promises';
import Docker from 'dockerode';
import { type ApiVersion, NEWEST_API, older, parseVersion } from './api-version';
import { Containers } from './containers';
import { Events } from './events';
import { Execs } from './execs';
import { shortEngineCall } from './errors';
import { Images } from './images';
import { Networks } from './networks';
import { QuietAgent } from './quiet-agent';
import { Volumes } from './volumes';

/** An engine that has answered, and the version of its API that is spoken with it. */
export interface EngineConnection {
  version: string;
  api: ApiVersion;
  /** Whether the engine runs on this machine, so that its ports and files are ours too. */
  isLocal: boolean;
  containers: Containers;
  execs: Execs;
  images: Images;
  networks: Networks;
  volumes: Volumes;
  events: Events;
  /** Bytes free for Docker's data; null when that filesystem cannot be seen from here. */
  freeBytes: () => Promise<number | null>;
  /** Bytes of that filesystem, used or free. */
  sizeBytes: () => Promise<number | null>;
}

/** The Docker Engine of a runner. It need not be there yet: the connection is made when it is first asked for. */
export class Engine {
  private connection: Promise<EngineConnection> | undefined;

  /** @param dockerHost as in `DOCKER_HOST`; the default socket when absent */
  constructor(private readonly dockerHost?: string) {}

  /**
   * The connection, made once and kept until {@link Engine.forget}.
   *
   * @throws EngineUnreachableError
   */
  connect(): Promise<EngineConnection> {
    this.connection ??= this.negotiate().catch((error: unknown) => {
      this.forget();
      throw error;
    });
    return this.connection;
  }

  /** Negotiates anew at the next call: the engine that comes back may be another version. */
  forget(): void {
    this.connection = undefined;
  }

  private async negotiate(): Promise<EngineConnection> {
    const address = parseDockerHost(this.dockerHost);
    const agent =
      address.protocol === 'http' ? new QuietAgent({ keepAlive: true, maxFreeSockets: 8 }) : undefined;
    const options = { ...address, ...(agent && { agent }) };
    const { Version, ApiVersion } = await shortEngineCall(new Docker(options).version());
    const api = older(parseVersion(ApiVersion), NEWEST_API);
    const docker = new Docker({ ...options, version: `v${api.major}.${api.minor}` });
    const info: unknown = await shortEngineCall(docker.info());
    const isLocal = address.socketPath !== undefined;
    const dataRoot = isLocal ? dataRootOf(info) : undefined;
    return {
      version: Version,
      api,
      isLocal,
      containers: new Containers(docker),
      execs: new Execs(docker),
      images: new Images(docker),
      networks: new Networks(docker),
      volumes: new Volumes(docker),
      events: new Events(docker),
      freeBytes: () => bytesOf(dataRoot, 'bavail'),
      sizeBytes: () => bytesOf(dataRoot, 'blocks'),
    };
  }
}

interface DockerAddress {
  protocol: 'http' | 'https' | 'ssh';
  socketPath?: string;
  /** Undefined rather than absent: then dockerode does not take it from its own environment. */
  host: string | undefined;
  port?: string;
  username?: string;
}

const DEFAULT_SOCKET = '/var/run/docker.sock';

/** Certificates are read by dockerode from `DOCKER_CERT_PATH`. */
function parseDockerHost(dockerHost: string | undefined): DockerAddress {
  const text = dockerHost ?? `unix://${DEFAULT_SOCKET}`;
  if (text.startsWith('unix://')) {
    return { protocol: 'http', host: undefined, socketPath: text.slice('unix://'.length) || DEFAULT_SOCKET };
  }
  if (text.startsWith('/')) return { protocol: 'http', host: undefined, socketPath: text };
  const url = new URL(text.includes('://') ? text : `tcp://${text}`);
  const isTls = process.env.DOCKER_TLS_VERIFY === '1' || url.port === '2376' || url.protocol === 'https:';
  const protocol = url.protocol === 'ssh:' ? 'ssh' : isTls ? 'https' : 'http';
  return {
    protocol,
    host: url.hostname,
    port: url.port,
    ...(url.username !== '' && { username: url.username }),
  };
}

function dataRootOf(info: unknown): string | undefined {
  if (typeof info !== 'object' || info === null || !('DockerRootDir' in info)) return undefined;
  return typeof info.DockerRootDir === 'string' ? info.DockerRootDir : undefined;
}

async function bytesOf(directory: string | undefined, what: 'bavail' | 'blocks'): Promise<number | null> {
  if (directory === undefined) return null;
  try {
    const found = await statfs(directory);
    return found[what] * found.bsize;
  } catch {
    // A runner in a container of its own does not see the engine's files.
    return null;
  }
}
