import type { ContainerSpec } from '../domain/container';
import type { Json } from '../domain/json';

/**
 * Compares two captured specs field by field and says how the second differs, such as `host_config.Memory: 1024 -> 0`.
 * The same when this is empty.
 *
 * The containers' names are not compared. Docker shows one and the same setting in several ways, so that these count
 * as equal:
 * - what is absent, null, an empty string, an empty list and an empty object
 * - a list of environment variables, aliases, capabilities or binds, in another order
 */
export function compareSpecs(expected: ContainerSpec, actual: ContainerSpec): string[] {
  const { name: _expected, ...left } = expected;
  const { name: _actual, ...right } = actual;
  return differences('', left, right);
}

/** Maps whose keys say something although nothing is behind them. */
const SETS = new Set(['ExposedPorts', 'Volumes', 'Tmpfs', 'Labels', 'Sysctls', 'DriverOpts', 'networks']);

/** Lists whose order means nothing to Docker. */
const UNORDERED = new Set(['env_names', 'Aliases', 'CapAdd', 'CapDrop', 'Binds', 'Links', 'GroupAdd']);

function differences(path: string, expected: Json | undefined, actual: Json | undefined): string[] {
  if (isEmpty(expected) && isEmpty(actual)) return [];
  if (isObject(expected) || isObject(actual)) {
    const left = isObject(expected) ? expected : {};
    const right = isObject(actual) ? actual : {};
    const isMixed = !(isEmpty(expected) || isObject(expected)) || !(isEmpty(actual) || isObject(actual));
    if (isMixed) return [describe(path, expected, actual)];
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
    const isSet = SETS.has(lastOf(path));
    return keys.flatMap((key) => {
      const inner = path === '' ? key : `${path}.${key}`;
      const isMissing = isSet && Object.hasOwn(left, key) !== Object.hasOwn(right, key);
      return isMissing ? [describe(inner, left[key], right[key])] : differences(inner, left[key], right[key]);
    });
  }
  const isUnordered = UNORDERED.has(lastOf(path));
  return canonical(expected, isUnordered) === canonical(actual, isUnordered)
    ? []
    : [describe(path, expected, actual)];
}

function lastOf(path: string): string {
  return path.split('.').at(-1) ?? '';
}

/** Equal texts for equal values; members of lists are compared whole. */
function canonical(value: Json | undefined, isUnordered = false): string {
  if (isEmpty(value)) return '';
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item));
    return JSON.stringify(isUnordered ? items.sort() : items);
  }
  if (isObject(value)) {
    const entries = Object.entries(value).filter(([, member]) => !isEmpty(member));
    return JSON.stringify(entries.map(([key, member]) => `${key}=${canonical(member)}`).sort());
  }
  return JSON.stringify(value ?? null);
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const SHOWN_LENGTH = 200;

function describe(path: string, expected: Json | undefined, actual: Json | undefined): string {
  return `${path}: ${shown(expected)} -> ${shown(actual)}`;
}

function shown(value: Json | undefined): string {
  const text = value === undefined ? '(none)' : JSON.stringify(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
