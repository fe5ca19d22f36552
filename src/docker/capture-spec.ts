import type { ContainerSpec } from '../domain/container';
import type { JsonObject } from '../domain/json';
import type { ApiVersion } from './api-version';
import type { ContainerInspect } from './api-types';
import { textOf } from './api-types';
import { resolveVolumes } from './capture-mounts';
import { captureNetworks, primaryNetworkMode } from './capture-networks';
import { fixPublishedPorts } from './capture-ports';
import { hasEndpointMac } from './engine-differences';
import { userLabels } from './labels';

/**
 * Reads from an inspected container what is needed to create it again. What Docker chose at its creation and would
 * choose differently next time is written down as it is: the hostname, the names of anonymous volumes, and, while the
 * container runs, its host ports.
 *
 * A container that is created from a captured spec has the same spec when it is captured in turn.
 */
export function captureSpec(inspect: ContainerInspect, api: ApiVersion): ContainerSpec {
  const { HostConfig: host, Config: config } = inspect;
  return {
    name: inspect.Name.replace(/^\//, ''),
    config: captureConfig(inspect, api),
    env_names: environmentOf(config.Env).map(({ name }) => name),
    host_config: {
      ...resolveVolumes(host, inspect.Mounts ?? []),
      NetworkMode: primaryNetworkMode(inspect),
      ...publishedPorts(inspect),
      ...(Array.isArray(host['Links']) && { Links: host['Links'].map((link) => shortLink(textOf(link))) }),
    },
    networks: captureNetworks(inspect, api),
  };
}

/** Names and lines of an environment, in order. A line without `=` unsets a variable of the image. */
export function environmentOf(lines: readonly string[] | null | undefined): { name: string; line: string }[] {
  return (lines ?? []).map((line) => ({ name: line.split('=', 1)[0] ?? '', line }));
}

function captureConfig(inspect: ContainerInspect, api: ApiVersion): JsonObject {
  const { Image: _image, Env: _env, Labels: labels, ...rest } = inspect.Config;
  const config: JsonObject = { ...rest, Labels: userLabels(labels) };
  if (hasEndpointMac(api) || textOf(config['MacAddress']) === '') delete config['MacAddress'];
  if (!hasOwnHostname(inspect)) {
    delete config['Hostname'];
    delete config['Domainname'];
  }
  return config;
}

function publishedPorts({ HostConfig: host, NetworkSettings }: ContainerInspect): JsonObject {
  const fixed = fixPublishedPorts(host, NetworkSettings.Ports ?? {});
  return Object.keys(fixed).length === 0 ? {} : { PortBindings: fixed };
}

/** Docker refuses a hostname for a container that shares that of another one, or of the machine. */
function hasOwnHostname({ HostConfig: host }: ContainerInspect): boolean {
  return !host.NetworkMode.startsWith('container:') && textOf(host['UTSMode']) !== 'host';
}

/** Docker shows `/db:/web/db` for what is asked for as `db:db`; the middle is the container's own name. */
function shortLink(link: string): string {
  const [target = '', alias = ''] = link.split(':');
  return `${target.replace(/^\//, '')}:${alias.split('/').at(-1) ?? ''}`;
}
