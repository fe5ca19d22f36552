import type { Json, JsonObject } from '../domain/json';
import type { ApiVersion } from './api-version';
import { type ContainerInspect, type EndpointSettings, objectOf, stringsOf, textOf } from './api-types';
import { hasEndpointMac } from './engine-differences';

const SHORT_ID_LENGTH = 12;
/** Of an endpoint, what a person can ask for; the rest is Docker's. */
const ASKED_FOR = ['IPAMConfig', 'Links', 'DriverOpts', 'GwPriority'];

/** The container's endpoints by network name, less what Docker assigns itself. */
export function captureNetworks(
  inspect: ContainerInspect,
  api: ApiVersion,
): { [network: string]: JsonObject } {
  const endpoints = Object.entries(inspect.NetworkSettings.Networks ?? {});
  const primary = networkOfMode(primaryNetworkMode(inspect));
  const mac = hasEndpointMac(api) ? textOf(inspect.Config['MacAddress']) : '';
  return Object.fromEntries(
    endpoints.map(([name, endpoint]) => [
      name,
      {
        ...captureEndpoint(endpoint, inspect),
        ...(name === primary && mac !== '' && { MacAddress: mac }),
      },
    ]),
  );
}

/** The name of the network that a container has by its network mode. */
export function networkOfMode(mode: string): string {
  return mode === '' || mode === 'default' ? 'bridge' : mode;
}

/** The network that the container is created on, by name even when a person had given its id. */
export function primaryNetworkMode(inspect: ContainerInspect): string {
  const mode = inspect.HostConfig.NetworkMode;
  const networks = inspect.NetworkSettings.Networks ?? {};
  if (Object.hasOwn(networks, mode) || mode.length < SHORT_ID_LENGTH) return mode;
  const named = Object.entries(networks).find(([, { NetworkID }]) => NetworkID.startsWith(mode));
  return named?.[0] ?? mode;
}

/** Docker gives each endpoint the container's short id and hostname as aliases by itself. */
function captureEndpoint(endpoint: EndpointSettings, { Id, Config }: ContainerInspect): JsonObject {
  const own = [Id.slice(0, SHORT_ID_LENGTH), Config['Hostname']];
  const aliases = stringsOf(endpoint.Aliases).filter((alias) => !own.includes(alias));
  const asked = ASKED_FOR.map((key) => [key, endpoint[key]] as const).filter(([, value]) => !isEmpty(value));
  return {
    ...Object.fromEntries(asked.map(([key, value]) => [key, value ?? null])),
    ...(aliases.length > 0 && { Aliases: [...new Set(aliases)] }),
  };
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === 0 || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(objectOf(value)).every(isEmpty);
}
