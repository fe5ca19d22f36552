import type { JsonObject } from '../domain/json';
import { objectOf, textOf, type PortBinding, type PortMap } from './api-types';

const ANY_IPV4 = '0.0.0.0';
const ANY_IPV6 = '::';

/**
 * The container's port bindings with the host ports that Docker gave it: it would choose others at the next start.
 *
 * @param assigned what the engine shows of a running container; empty when it does not run, and then open ports stay
 */
export function fixPublishedPorts(host: JsonObject, assigned: PortMap): PortMap {
  const wanted = portMapOf(host['PortBindings']);
  if (host['PublishAllPorts'] === true) {
    for (const [port, bindings] of Object.entries(assigned)) {
      if (bindings !== null && (wanted[port] ?? []).length === 0)
        wanted[port] = [{ HostIp: '', HostPort: '' }];
    }
  }
  return Object.fromEntries(
    Object.entries(wanted).map(([port, bindings]) => [
      port,
      bindings === null ? null : fixBindings(bindings, assigned[port] ?? []),
    ]),
  );
}

/** The host's port bindings, whatever their maker left out. */
export function portMapOf(value: JsonObject[string] | undefined): PortMap {
  return Object.fromEntries(
    Object.entries(objectOf(value)).map(([port, bindings]) => [
      port.includes('/') ? port : `${port}/tcp`,
      Array.isArray(bindings) ? bindings.map(objectOf).map(bindingOf) : null,
    ]),
  );
}

/** Whether the choice of the host port is left to the engine: any, or one of a range. */
export function isOpen({ HostPort }: PortBinding): boolean {
  return HostPort === '' || HostPort === '0' || HostPort.includes('-');
}

/**
 * Where the container's ports are found on the machine. Those that are published under IPv4 and IPv6 alike count once.
 */
export function publishedPorts(host: JsonObject, assigned: PortMap): [port: string, binding: PortBinding][] {
  return Object.entries(fixPublishedPorts(host, assigned)).flatMap(([port, bindings]) =>
    (bindings ?? [])
      .filter((binding) => !isOpen(binding))
      .map((binding) => [port, binding] as [string, PortBinding]),
  );
}

function bindingOf(binding: JsonObject): PortBinding {
  return { HostIp: textOf(binding['HostIp']), HostPort: textOf(binding['HostPort']) };
}

function fixBindings(bindings: readonly PortBinding[], assigned: readonly PortBinding[]): PortBinding[] {
  const fixed = bindings.filter((binding) => !isOpen(binding));
  const free = assigned.filter((given) => !fixed.some((binding) => isSame(binding, given)));
  return bindings.flatMap((binding) => (isOpen(binding) ? fixBinding(binding, free) : [binding]));
}

/** Takes from `free` what the engine gave to this binding. */
function fixBinding(binding: PortBinding, free: PortBinding[]): PortBinding[] {
  if (binding.HostIp !== '') {
    const given = take(free, binding.HostIp);
    return [given ?? binding];
  }
  const given = [take(free, ANY_IPV4), take(free, ANY_IPV6)].filter((one) => one !== undefined);
  const [first, second] = given;
  if (first === undefined) return [binding];
  const isOnePort = second === undefined || second.HostPort === first.HostPort;
  return isOnePort ? [{ HostIp: '', HostPort: first.HostPort }] : given;
}

function take(free: PortBinding[], hostIp: string): PortBinding | undefined {
  const index = free.findIndex(({ HostIp }) => HostIp === hostIp);
  if (index < 0) return undefined;
  const [{ HostIp, HostPort } = { HostIp: '', HostPort: '' }] = free.splice(index, 1);
  return { HostIp, HostPort };
}

function isSame(binding: PortBinding, given: PortBinding): boolean {
  const isAnyAddress = binding.HostIp === '' && (given.HostIp === ANY_IPV4 || given.HostIp === ANY_IPV6);
  return binding.HostPort === given.HostPort && (isAnyAddress || binding.HostIp === given.HostIp);
}
