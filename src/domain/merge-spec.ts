import type { ContainerSpec } from './container';
import type { Json, JsonObject } from './json';
import { isSwapName } from './names';

/**
 * The configuration of a container as Docker shows it, completed by what only the record knows: a stopped container
 * does not show the host port that Docker once gave it, and one that an operation holds stopped has lost its restart
 * policy, and perhaps its name, for the time being.
 */
export function mergeSpec(known: ContainerSpec | null, seen: ContainerSpec, live: boolean): ContainerSpec {
  if (known === null) return seen;
  const name = isSwapName(seen.name) ? known.name : seen.name;
  if (live) return { ...seen, name };
  const { PortBindings: knownPorts, RestartPolicy: knownPolicy } = known.host_config;
  const { PortBindings: seenPorts, RestartPolicy: seenPolicy } = seen.host_config;
  return {
    ...seen,
    name,
    host_config: {
      ...seen.host_config,
      ...(isObject(seenPorts) && {
        PortBindings: fixPorts(isObject(knownPorts) ? knownPorts : {}, seenPorts),
      }),
      ...(isHeld(seenPolicy) && knownPolicy !== undefined && { RestartPolicy: knownPolicy }),
    },
  };
}

/** A binding without a host port takes the one that is known for the same container port. */
function fixPorts(known: JsonObject, seen: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(seen).map(([port, bindings]) => [
      port,
      hasOpenPort(bindings) ? (known[port] ?? bindings) : bindings,
    ]),
  );
}

function hasOpenPort(bindings: Json): boolean {
  const list = Array.isArray(bindings) ? bindings : [];
  return list.some(
    (binding) => isObject(binding) && ['', '0', undefined, null].includes(binding['HostPort'] as string),
  );
}

function isHeld(policy: Json | undefined): boolean {
  return isObject(policy) && (policy['Name'] === 'no' || policy['Name'] === '');
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
