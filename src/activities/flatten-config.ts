import { posix } from 'node:path';
import { type ImageConfig, type ImageInspect, objectOf } from '../docker/api-types';
import type { LabelMap } from '../docker/labels';
import type { Json, JsonObject } from '../domain/json';

/** Never run. */
const COMMAND = ['true'];

/**
 * A container that stands on the snapshot, to be read. It inherits the snapshot's labels, by which it is nobody's VPS.
 * Nothing is made for it: no volume with a copy of the image's files, no working directory.
 */
export function bodyForExport({ Id, Config }: ImageInspect, marks: LabelMap): JsonObject {
  const volumes = Object.keys(objectOf(Config?.['Volumes'])).map((path) => posix.resolve('/', path));
  return {
    Image: Id,
    Entrypoint: COMMAND,
    WorkingDir: '/',
    Labels: marks,
    NetworkDisabled: true,
    HostConfig: {
      NetworkMode: 'none',
      Mounts: [...new Set(volumes)].map((Target) => ({ Type: 'tmpfs', Target })),
    },
  };
}

/**
 * A container that stands on the imported files, to be committed with another configuration: what this one leaves empty
 * Docker does not add to that.
 */
export function bodyForCommit(imageId: string, marks: LabelMap): JsonObject {
  return {
    Image: imageId,
    Cmd: COMMAND,
    Labels: marks,
    HostConfig: { NetworkMode: 'none' },
  };
}

/** The keys in which an image's configuration is not as it should be. Their values may be secrets. */
export function configDifferences(
  wanted: ImageConfig | null,
  found: ImageConfig | null,
  labels: LabelMap,
): string[] {
  const expected: JsonObject = { ...wanted, Labels: labels };
  const actual: JsonObject = { ...found };
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].filter((key) => canonical(expected[key]) !== canonical(actual[key])).sort();
}

/** What is empty is as good as absent, and the order of keys has no meaning. */
function canonical(value: Json | undefined): string {
  if (value === undefined || value === null || value === '' || value === false) return '';
  if (Array.isArray(value)) return value.length === 0 ? '' : JSON.stringify(value);
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => [key, canonical(part)]);
  return entries.length === 0 ? '' : JSON.stringify(entries);
}
