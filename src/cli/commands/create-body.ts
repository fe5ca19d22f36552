import { readFileSync } from 'node:fs';
import { CliError, EXIT } from '../exit-codes';
import { readBytes } from '../humane';

export interface CreateOptions {
  id?: string;
  runner?: string;
  hostname?: string;
  cpus?: string;
  memory?: string;
  port?: string[];
  env?: string[];
  volume?: string[];
  network?: string;
  restartPolicy?: string;
  maxSnapshots?: string;
  autoSnapshot: boolean;
  start: boolean;
  file?: string;
}

/** For options that may be given again. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** The body of `POST /api/vps/create`; the API checks what it means. */
export function createBody(
  image: string | undefined,
  command: readonly string[],
  options: CreateOptions,
): object {
  const { id, runner, hostname, cpus, memory, port, env, volume, network, restartPolicy, maxSnapshots } =
    options;
  const policy = {
    ...(maxSnapshots !== undefined && { max_snapshots: readNumber('--max-snapshots', maxSnapshots) }),
    ...(!options.autoSnapshot && { auto_snapshot_on_stop: false }),
  };
  const body = {
    ...(options.file !== undefined && readFile(options.file)),
    ...defined({ image, task_id: id, runner, hostname, network, restart_policy: restartPolicy }),
    ...(command.length > 0 && { command }),
    ...(cpus !== undefined && { cpus: readNumber('--cpus', cpus) }),
    ...(memory !== undefined && { memory_bytes: readMemory(memory) }),
    ...(port !== undefined && { ports: port.map(readPort) }),
    ...(env !== undefined && { env: Object.fromEntries(env.map(readEnv)) }),
    ...(volume !== undefined && { mounts: volume.map(readMount) }),
    ...(!options.start && { start: false }),
    ...(Object.keys(policy).length > 0 && { policy }),
  };
  if (!('image' in body)) throw new CliError(EXIT.usage, 'Name the image that the VPS is created from.');
  return body;
}

function readFile(file: string): object {
  try {
    const body: unknown = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
    throw new Error('it holds no JSON object');
  } catch (error) {
    throw new CliError(EXIT.usage, `${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readNumber(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new CliError(EXIT.usage, `${option} takes a number, not '${text}'.`);
}

function readMemory(text: string): number {
  const bytes = readBytes(text);
  if (bytes === undefined)
    throw new CliError(EXIT.usage, `--memory takes bytes such as 512m or 2g, not '${text}'.`);
  return bytes;
}

/** `[[ip:]host:]container[/protocol]` */
function readPort(text: string): object {
  const [address = '', protocol] = text.split('/');
  const parts = address.split(':');
  const [container, host, ip] = [
    parts.pop() ?? '',
    parts.pop(),
    parts.length > 0 ? parts.join(':') : undefined,
  ];
  return defined({
    container_port: readNumber('--port', container),
    host_port: host === undefined ? undefined : readNumber('--port', host),
    host_ip: ip,
    protocol,
  });
}

/** A value that is named alone never shows in a list of processes. */
function readEnv(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  const value = process.env[text];
  if (value === undefined) throw new CliError(EXIT.usage, `--env ${text}: there is no such variable here.`);
  return [text, value];
}

/** `source:/target[:ro]` */
function readMount(text: string): object {
  const [source = '', target = '', mode] = text.split(':');
  if (!target.startsWith('/') || (mode !== undefined && mode !== 'ro' && mode !== 'rw')) {
    throw new CliError(
      EXIT.usage,
      `--volume takes volume:/path or /dir:/path, with :ro read only, not '${text}'.`,
    );
  }
  return {
    type: source.startsWith('/') ? 'bind' : 'volume',
    source,
    target,
    ...(mode === 'ro' && { read_only: true }),
  };
}

function defined(members: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
