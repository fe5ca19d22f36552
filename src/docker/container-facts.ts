import type { ContainerFacts, PortEndpoint, UncapturedPath } from '../domain/container';
import { LABELS } from '../domain/names';
import { type ContainerInspect, objectOf } from './api-types';
import { publishedPorts } from './capture-ports';
import { managedAs } from './labels';

/** Reads what the record keeps of a container. */
export function factsOf(inspect: ContainerInspect, layers: number): ContainerFacts {
  const { Id, Name, Image, State, Config, SizeRw, NetworkSettings } = inspect;
  const managed_as = managedAs(Config.Labels);
  const createdFrom = managed_as === null ? '' : (Config.Labels?.[LABELS.snapshotId] ?? '');
  const addresses = Object.entries(NetworkSettings.Networks ?? {}).map(
    ([name, { IPAddress }]) => [name, IPAddress] as const,
  );
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    managed_as,
    image_id: Image,
    created_from: createdFrom === '' ? null : createdFrom,
    state: State.Status,
    exit_code: State.ExitCode,
    oom_killed: State.OOMKilled,
    started_at: State.StartedAt,
    finished_at: State.FinishedAt,
    writable_bytes: SizeRw === undefined || SizeRw < 0 ? null : SizeRw,
    layers,
    endpoints: endpointsOf(inspect),
    addresses: Object.fromEntries(addresses.filter(([, address]) => address !== '')),
    not_captured: notCaptured(inspect),
  };
}

/** The paths whose bytes a commit leaves out. */
export function notCaptured({ Mounts, HostConfig }: ContainerInspect): UncapturedPath[] {
  const mounts = (Mounts ?? []).map(({ Type, Destination, Name, Source }) => ({
    path: Destination,
    type: Type,
    source: Type === 'volume' ? (Name ?? Source) : Source,
  }));
  const tmpfs = Object.keys(objectOf(HostConfig['Tmpfs'])).map((path) => ({
    path,
    type: 'tmpfs',
    source: '',
  }));
  return [...mounts, ...tmpfs].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function endpointsOf({ HostConfig, NetworkSettings }: ContainerInspect): PortEndpoint[] {
  return publishedPorts(HostConfig, NetworkSettings.Ports ?? {}).map(([port, { HostIp, HostPort }]) => {
    const [container = '', protocol = 'tcp'] = port.split('/');
    return {
      container_port: Number(container),
      protocol,
      host_ip: HostIp === '' ? '0.0.0.0' : HostIp,
      host_port: Number(HostPort),
    };
  });
}
