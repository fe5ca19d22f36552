import type { ContainerSpec } from './container';
import type { Json, JsonObject } from './json';

/** A VPS's configuration in the words of the create request, for people to read. */
export interface SpecView {
  command: string[] | null;
  entrypoint: string[] | null;
  /** The values stay in the container. */
  env_names: string[];
  hostname: string | null;
  user: string | null;
  working_dir: string | null;
  cpus: number | null;
  memory_bytes: number | null;
  gpus: number | 'all' | string[] | null;
  ports: PortView[];
  mounts: MountView[];
  networks: NetworkView[];
  init: boolean | null;
  tty: boolean;
  privileged: boolean;
  capabilities: { add: string[]; drop: string[] };
  healthcheck: HealthcheckView | null;
  stop_signal: string | null;
  stop_timeout: number | null;
  restart_policy: string;
  labels: { [name: string]: string };
}

interface PortView {
  container_port: number;
  protocol: string;
  host_ip: string | null;
  /** Null while the runner has not fixed it yet. */
  host_port: number | null;
}

interface MountView {
  type: string;
  source: string | null;
  target: string;
  read_only: boolean;
  size_bytes: number | null;
}

interface NetworkView {
  name: string;
  aliases: string[];
  ipv4_address: string | null;
}

interface HealthcheckView {
  test: string[];
  interval: number | null;
  timeout: number | null;
  start_period: number | null;
  retries: number | null;
}

const NANOSECONDS = 1e9;

/**
 * Reads a spec back. It is of Docker's making when the container was adopted, so nothing about its shape is taken
 * for granted; what is absent, empty or zero there means "not set".
 */
export function describeSpec(spec: ContainerSpec): SpecView {
  const { config, host_config: host } = spec;
  return {
    command: texts(config['Cmd']),
    entrypoint: texts(config['Entrypoint']),
    env_names: spec.env_names,
    hostname: text(config['Hostname']),
    user: text(config['User']),
    working_dir: text(config['WorkingDir']),
    cpus: cpusOf(host),
    memory_bytes: positive(host['Memory']),
    gpus: gpusOf(host['DeviceRequests']),
    ports: portsOf(host['PortBindings']),
    mounts: mountsOf(host),
    networks: networksOf(spec),
    init: typeof host['Init'] === 'boolean' ? host['Init'] : null,
    tty: config['Tty'] === true,
    privileged: host['Privileged'] === true,
    capabilities: { add: texts(host['CapAdd']) ?? [], drop: texts(host['CapDrop']) ?? [] },
    healthcheck: healthcheckOf(config['Healthcheck']),
    stop_signal: text(config['StopSignal']),
    stop_timeout: typeof config['StopTimeout'] === 'number' ? config['StopTimeout'] : null,
    restart_policy: text(object(host['RestartPolicy'])['Name']) ?? 'no',
    labels: Object.fromEntries(
      Object.entries(object(config['Labels'])).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
  };
}

function cpusOf(host: JsonObject): number | null {
  const nanoCpus = positive(host['NanoCpus']);
  if (nanoCpus !== null) return nanoCpus / NANOSECONDS;
  const quota = positive(host['CpuQuota']);
  return quota === null ? null : quota / (positive(host['CpuPeriod']) ?? 100_000);
}

function gpusOf(deviceRequests: Json | undefined): SpecView['gpus'] {
  const request = objects(deviceRequests).find(({ Capabilities }) =>
    JSON.stringify(Capabilities ?? null).includes('"gpu"'),
  );
  if (request === undefined) return null;
  const ids = texts(request['DeviceIDs']);
  if (ids !== null) return ids;
  return request['Count'] === -1 ? 'all' : positive(request['Count']);
}

function portsOf(portBindings: Json | undefined): PortView[] {
  return Object.entries(object(portBindings)).flatMap(([key, bindings]) => {
    const [port = '', protocol = 'tcp'] = key.split('/');
    return objects(bindings).map((binding) => ({
      container_port: Number(port),
      protocol,
      host_ip: text(binding['HostIp']),
      host_port: positive(Number(text(binding['HostPort']) ?? 0)),
    }));
  });
}

function mountsOf(host: JsonObject): MountView[] {
  const mounts = objects(host['Mounts']).map((mount) => ({
    type: text(mount['Type']) ?? 'volume',
    source: text(mount['Source']),
    target: text(mount['Target']) ?? '',
    read_only: mount['ReadOnly'] === true,
    size_bytes: positive(object(mount['TmpfsOptions'])['SizeBytes']),
  }));
  const tmpfs = Object.keys(object(host['Tmpfs'])).map((target) => ({
    type: 'tmpfs',
    source: null,
    target,
    read_only: false,
    size_bytes: null,
  }));
  return [...(texts(host['Binds']) ?? []).map(bindOf), ...mounts, ...tmpfs];
}

/** `source:target[:options]`, where a source that is no path is the name of a volume. */
function bindOf(bind: string): MountView {
  const [first = '', second, options = ''] = bind.split(':');
  return {
    type: first.startsWith('/') && second !== undefined ? 'bind' : 'volume',
    source: second === undefined ? null : first,
    target: second ?? first,
    read_only: options.split(',').includes('ro'),
    size_bytes: null,
  };
}

function networksOf(spec: ContainerSpec): NetworkView[] {
  return Object.entries(spec.networks).map(([name, endpoint]) => ({
    name,
    aliases: texts(endpoint['Aliases']) ?? [],
    ipv4_address: text(object(endpoint['IPAMConfig'])['IPv4Address']),
  }));
}

function healthcheckOf(value: Json | undefined): HealthcheckView | null {
  const check = object(value);
  const test = texts(check['Test']);
  if (test === null || test[0] === 'NONE') return null;
  return {
    test,
    interval: seconds(check['Interval']),
    timeout: seconds(check['Timeout']),
    start_period: seconds(check['StartPeriod']),
    retries: positive(check['Retries']),
  };
}

function seconds(value: Json | undefined): number | null {
  const nanoseconds = positive(value);
  return nanoseconds === null ? null : nanoseconds / NANOSECONDS;
}

function text(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function positive(value: Json | undefined): number | null {
  return typeof value === 'number' && value > 0 ? value : null;
}

function texts(value: Json | undefined): string[] | null {
  if (typeof value === 'string') return [value];
  const found = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  return found.length === 0 ? null : found;
}

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(object) : [];
}
