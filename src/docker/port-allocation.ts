import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { type ContainerState, isLive } from '../domain/container';
import type { JsonObject } from '../domain/json';
import { LABELS } from '../domain/names';
import {
  type ContainerListEntry,
  type ImageListEntry,
  objectOf,
  type PortBinding,
  type PortMap,
} from './api-types';
import { isOpen, portMapOf } from './capture-ports';

export interface PortRange {
  first: number;
  last: number;
}

/** Whether a port can be given away now. */
export type PortProbe = (port: number, hostIp: string, protocol: string) => Promise<boolean>;

/** Every port of the range is taken. */
export class NoFreePortError extends Error {
  override readonly name = 'NoFreePortError';
}

/**
 * Fixes the host ports that a spec leaves open, so that they outlive every restart, and the address that all are
 * published on where the spec names none.
 *
 * @param reserved as {@link reservedPorts} makes it; what is given away here is added
 * @throws NoFreePortError
 */
export async function assignHostPorts(
  host: JsonObject,
  options: { publishIp: string; range: PortRange; reserved: Set<string>; isFree: PortProbe },
): Promise<PortMap> {
  const assigned: PortMap = {};
  for (const [port, bindings] of Object.entries(portMapOf(host['PortBindings']))) {
    const protocol = protocolOf(port);
    const fixed: PortBinding[] = [];
    for (const binding of bindings ?? []) {
      const HostIp = binding.HostIp === '' ? options.publishIp : binding.HostIp;
      const HostPort = isOpen(binding)
        ? String(await findPort(rangeOf(binding) ?? options.range, HostIp, protocol, options))
        : binding.HostPort;
      options.reserved.add(`${HostPort}/${protocol}`);
      fixed.push({ HostIp, HostPort });
    }
    assigned[port] = bindings === null ? null : fixed;
  }
  return assigned;
}

/**
 * The host ports, as `22000/tcp`, that are not to be given away: those that containers of this engine publish now, and
 * those that VPSs come back to, also while they are stopped, or while nothing but their snapshots is left.
 *
 * @param unlisted the host configurations of those containers of which {@link isSilentOnPorts} holds
 */
export function reservedPorts(
  containers: readonly ContainerListEntry[],
  snapshots: readonly ImageListEntry[],
  unlisted: readonly JsonObject[] = [],
): Set<string> {
  const published = containers.flatMap(({ Ports }) => Ports ?? []);
  return new Set([
    ...published.flatMap(({ PublicPort, Type }) =>
      PublicPort === undefined ? [] : [`${PublicPort}/${Type}`],
    ),
    ...[...containers, ...snapshots].flatMap(({ Labels }) => portsOfSpec(Labels?.[LABELS.spec] ?? '')),
    ...unlisted.flatMap(fixedPorts),
  ]);
}

/**
 * Whether the list of containers leaves open what this one publishes when it starts: it does not run, and it was not made
 * by Holdfast, so that no label tells either. It may have been adopted.
 */
export function isSilentOnPorts({ State, Labels }: ContainerListEntry): boolean {
  return !isLive(State as ContainerState) && (Labels?.[LABELS.spec] ?? '') === '';
}

/** Whether something on this machine listens on the port already. */
export const isBindable: PortProbe = (port, hostIp, protocol) =>
  protocol === 'udp' ? isUdpBindable(port, hostIp) : isTcpBindable(port, hostIp);

async function findPort(
  range: PortRange,
  hostIp: string,
  protocol: string,
  { reserved, isFree }: { reserved: Set<string>; isFree: PortProbe },
): Promise<number> {
  for (let port = range.first; port <= range.last; port++) {
    if (!reserved.has(`${port}/${protocol}`) && (await isFree(port, hostIp, protocol))) return port;
  }
  throw new NoFreePortError(`No host port from ${range.first} to ${range.last} is free.`);
}

function rangeOf({ HostPort }: PortBinding): PortRange | undefined {
  const [first = NaN, last = NaN] = HostPort.split('-').map(Number);
  return HostPort.includes('-') && first > 0 && first <= last ? { first, last } : undefined;
}

function portsOfSpec(label: string): string[] {
  return fixedPorts(objectOf(parseObject(label)['host_config']));
}

function fixedPorts(host: JsonObject): string[] {
  return Object.entries(portMapOf(host['PortBindings'])).flatMap(([port, list]) =>
    (list ?? [])
      .filter((binding) => !isOpen(binding))
      .map(({ HostPort }) => `${HostPort}/${protocolOf(port)}`),
  );
}

function parseObject(text: string): JsonObject {
  try {
    return objectOf(JSON.parse(text) as JsonObject);
  } catch {
    return {};
  }
}

function protocolOf(port: string): string {
  return port.split('/')[1] ?? 'tcp';
}

function isTcpBindable(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function isUdpBindable(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}
