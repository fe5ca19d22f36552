import type { ContainerSpec } from '../domain/container';
import type { JsonObject } from '../domain/json';
import { objectOf, textOf } from './api-types';
import { networkOfMode } from './capture-networks';
import { portMapOf } from './capture-ports';

/** What it takes to create a container: one call to create it, and one for each further network. */
export interface CreatePlan {
  body: JsonObject;
  furtherNetworks: [network: string, endpoint: JsonObject][];
}

export interface CreateOptions {
  /** Reference or id. */
  image: string;
  /** `NAME=value` lines. */
  env: readonly string[];
  /** Holdfast's own, all of them: the image may bear older ones. */
  labels: { [name: string]: string };
  /** Whether what the spec leaves empty is to be empty, whatever the image says. */
  exact: boolean;
}

/** Networks that a container has by its network mode alone. */
const MODE_NETWORKS = new Set(['host', 'none']);

/** Older engines take one network at creation, so that all connect the others afterwards. */
export function planCreate(spec: ContainerSpec, options: CreateOptions): CreatePlan {
  const primary = primaryNetwork(spec);
  const endpoint = spec.networks[primary] ?? {};
  const config = options.exact ? withExactEntrypoint(spec.config) : spec.config;
  return {
    body: {
      ...config,
      Image: options.image,
      Env: [...options.env],
      Labels: { ...objectOf(config['Labels']), ...options.labels },
      HostConfig: spec.host_config,
      ...(Object.keys(endpoint).length > 0 &&
        !MODE_NETWORKS.has(primary) && { NetworkingConfig: { EndpointsConfig: { [primary]: endpoint } } }),
    },
    furtherNetworks: Object.entries(spec.networks).filter(
      ([name]) => name !== primary && !MODE_NETWORKS.has(name),
    ),
  };
}

/** Docker publishes no port that is not exposed as well, and does not say so. */
export function exposePublishedPorts(spec: ContainerSpec): ContainerSpec {
  const published = Object.keys(portMapOf(spec.host_config['PortBindings'])).map(
    (port) => [port, {}] as const,
  );
  if (published.length === 0) return spec;
  const exposed = { ...objectOf(spec.config['ExposedPorts']), ...Object.fromEntries(published) };
  return { ...spec, config: { ...spec.config, ExposedPorts: exposed } };
}

function primaryNetwork({ host_config, networks }: ContainerSpec): string {
  return Object.hasOwn(networks, 'default') ? 'default' : networkOfMode(textOf(host_config['NetworkMode']));
}

/** An empty entrypoint is replaced by the image's; one empty word is Docker's way of saying "none". */
function withExactEntrypoint(config: JsonObject): JsonObject {
  const entrypoint = config['Entrypoint'];
  const isNone = entrypoint === null || (Array.isArray(entrypoint) && entrypoint.length === 0);
  const hasCommand = Array.isArray(config['Cmd']) && config['Cmd'].length > 0;
  return isNone && hasCommand ? { ...config, Entrypoint: [''] } : config;
}
