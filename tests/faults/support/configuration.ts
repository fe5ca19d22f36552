import type { ContainerInspectInfo } from 'dockerode';

type Plain = { [name: string]: unknown };

/** Another name for the same thing after a replacement: anonymous volumes become named ones, compared as `mounts`. */
const COMPARED_ELSEWHERE = ['Binds', 'Mounts', 'ContainerIDFile'];
/** One that was adopted gets them with its first replacement. */
const OURS = /^holdfast\./;

/** A container's whole configuration, field by field, without what may differ between a VPS's containers. */
export function configurationOf(info: ContainerInspectInfo): Plain {
  const { Image: _image, Labels, Volumes: _volumes, Env, ...config } = info.Config;
  const host = Object.entries(info.HostConfig).filter(([name]) => !COMPARED_ELSEWHERE.includes(name));
  return {
    name: info.Name,
    config: {
      ...config,
      Env: [...Env].sort(),
      Labels: Object.fromEntries(Object.entries(Labels).filter(([name]) => !OURS.test(name))),
    },
    host: Object.fromEntries(host),
    mounts: info.Mounts.map(({ Type, Name, Destination, RW }) => ({ Type, Name, Destination, RW })).sort(
      (a, b) => (a.Destination < b.Destination ? -1 : 1),
    ),
    networks: Object.keys(info.NetworkSettings.Networks).sort(),
  };
}

/** The paths of the fields that differ, with both values. */
export function differences(wanted: unknown, found: unknown, path = ''): string[] {
  if (!isPlain(wanted) || !isPlain(found)) {
    const same = textOf(wanted) === textOf(found);
    return same ? [] : [`${path}: ${JSON.stringify(wanted)} became ${JSON.stringify(found)}`];
  }
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].flatMap((name) => differences(wanted[name], found[name], `${path}/${name}`));
}

/** An engine that starts again reads an empty list where it had none. */
function textOf(value: unknown): string {
  return value === null || (Array.isArray(value) && value.length === 0) ? '[]' : JSON.stringify(value);
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
