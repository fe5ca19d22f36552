import type { ContainerSpec } from './container';
import type { Json, JsonObject } from './json';
import { containerName } from './names';
import type {
  HealthcheckRequest,
  MountRequest,
  NetworkRequest,
  PortRequest,
  VpsRequest,
} from './vps-request';

const NANOSECONDS = 1e9;
const HOSTNAME_MAX_LENGTH = 63;

/**
 * Turns a request into what Docker's create call takes. Only what was asked for is set, so that the image and the
 * engine keep their say in the rest. Host ports that were left open are empty here; the runner fixes them.
 */
export function buildSpec(taskId: string, request: VpsRequest): ContainerSpec {
  const ports = (request.ports ?? []).map(asPortRequest);
  const networks = networksOf(request);
  return {
    name: containerName(taskId),
    config: withoutUndefined({
      Hostname: request.hostname ?? defaultHostname(taskId),
      User: request.user,
      WorkingDir: request.working_dir,
      Cmd: typeof request.command === 'string' ? ['/bin/sh', '-c', request.command] : request.command,
      Entrypoint: typeof request.entrypoint === 'string' ? [request.entrypoint] : request.entrypoint,
      Tty: request.tty,
      OpenStdin: request.tty,
      ExposedPorts:
        ports.length === 0 ? undefined : Object.fromEntries(ports.map((port) => [portKey(port), {}])),
      Healthcheck: request.healthcheck && healthcheckOf(request.healthcheck),
      StopSignal: request.stop_signal,
      StopTimeout: request.stop_timeout,
      Labels: request.labels ?? {},
    }),
    env_names: Object.keys(request.env ?? {}).sort(),
    host_config: withoutUndefined({
      NanoCpus: request.cpus === undefined ? undefined : Math.round(request.cpus * NANOSECONDS),
      Memory: request.memory_bytes,
      DeviceRequests: deviceRequestsOf(request.gpus),
      PortBindings: ports.length === 0 ? undefined : portBindingsOf(ports),
      Mounts: request.mounts === undefined ? undefined : request.mounts.map(mountOf),
      NetworkMode: networks[0]?.name,
      Init: request.init ?? true,
      CapAdd: request.capabilities?.add,
      CapDrop: request.capabilities?.drop,
      RestartPolicy: { Name: request.restart_policy ?? 'unless-stopped', MaximumRetryCount: 0 },
    }),
    networks: Object.fromEntries(networks.map((network) => [network.name, endpointOf(network)])),
  };
}

/** The environment as Docker takes it. It is for sealing, never for a spec. */
export function environmentLines(request: VpsRequest): string[] {
  return Object.entries(request.env ?? {}).map(([name, value]) => `${name}=${value}`);
}

/** A task id is nearly a host name: its dots and underscores are not. */
export function defaultHostname(taskId: string): string {
  return taskId
    .replace(/[._]+/g, '-')
    .slice(0, HOSTNAME_MAX_LENGTH)
    .replace(/^-+|-+$/g, '');
}

function asPortRequest(port: number | PortRequest): PortRequest {
  return typeof port === 'number' ? { container_port: port } : port;
}

/** `22/tcp` */
function portKey(port: PortRequest): string {
  return `${port.container_port}/${port.protocol ?? 'tcp'}`;
}

function portBindingsOf(ports: readonly PortRequest[]): JsonObject {
  const bindings: { [key: string]: Json[] } = {};
  for (const port of ports) {
    const binding = withoutUndefined({
      HostIp: port.host_ip,
      HostPort: port.host_port === undefined ? '' : String(port.host_port),
    });
    bindings[portKey(port)] = [...(bindings[portKey(port)] ?? []), binding];
  }
  return bindings;
}

function mountOf(mount: MountRequest): JsonObject {
  return withoutUndefined({
    Type: mount.type,
    Source: mount.source,
    Target: mount.target,
    ReadOnly: mount.read_only,
    TmpfsOptions: mount.size_bytes === undefined ? undefined : { SizeBytes: mount.size_bytes },
  });
}

/** The first network is the one that the container is created on. */
function networksOf(request: VpsRequest): NetworkRequest[] {
  if (request.network === undefined) return [];
  const listed = Array.isArray(request.network) ? request.network : [request.network];
  return listed.map((network) => (typeof network === 'string' ? { name: network } : network));
}

function endpointOf(network: NetworkRequest): JsonObject {
  return withoutUndefined({
    Aliases: network.aliases,
    IPAMConfig: network.ipv4_address === undefined ? undefined : { IPv4Address: network.ipv4_address },
  });
}

function deviceRequestsOf(gpus: VpsRequest['gpus']): JsonObject[] | undefined {
  if (gpus === undefined || gpus === 0) return undefined;
  const which: JsonObject = Array.isArray(gpus) ? { DeviceIDs: gpus } : { Count: gpus === 'all' ? -1 : gpus };
  return [{ Driver: '', ...which, Capabilities: [['gpu']], Options: {} }];
}

function healthcheckOf(check: HealthcheckRequest): JsonObject {
  return withoutUndefined({
    Test: typeof check.test === 'string' ? ['CMD-SHELL', check.test] : ['CMD', ...check.test],
    Interval: nanoseconds(check.interval),
    Timeout: nanoseconds(check.timeout),
    StartPeriod: nanoseconds(check.start_period),
    Retries: check.retries,
  });
}

function nanoseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * NANOSECONDS);
}

function withoutUndefined(entries: { [key: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
