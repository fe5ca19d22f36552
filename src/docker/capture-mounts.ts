import { posix } from 'node:path';
import type { JsonObject } from '../domain/json';
import { type MountPoint, objectOf, stringsOf, textOf } from './api-types';

/**
 * The container's mounts so that a container created from them has the same ones: an anonymous volume is named, and
 * what was taken over from other containers is its own. Each appears once.
 *
 * Docker fills an empty volume from the image when a container is created. An anonymous volume is marked so that this
 * does not happen to one that was emptied on purpose.
 */
export function resolveVolumes(host: JsonObject, mounted: readonly MountPoint[]): JsonObject {
  const byTarget = new Map(mounted.map((mount) => [mount.Destination, mount]));
  const listed = listOfObjects(host['Mounts']).map((mount) => nameVolume(mount, byTarget));
  const binds = stringsOf(host['Binds']).map((bind) => nameBind(bind, byTarget));
  const covered = new Set([...listed.map(targetOf), ...binds.map(targetOfBind)]);
  // Docker lists them in another order each time.
  const others = mounted
    .filter(({ Type, Destination }) => !covered.has(Destination) && Type !== 'tmpfs')
    .map(asBind)
    .sort();
  const resolved = [...binds, ...others];
  return {
    ...host,
    Binds: resolved.length === 0 ? null : resolved,
    ...(host['Mounts'] !== undefined && { Mounts: host['Mounts'] === null ? null : listed }),
    VolumesFrom: null,
  };
}

/** Every path of the container that the spec mounts something at. */
export function mountTargets(host: JsonObject): Set<string> {
  return new Set([
    ...listOfObjects(host['Mounts']).map(targetOf),
    ...stringsOf(host['Binds']).map(targetOfBind),
    ...Object.keys(objectOf(host['Tmpfs'])).map((path) => posix.resolve('/', path)),
  ]);
}

/** Directories of the machine that the spec mounts. */
export function bindSources(host: JsonObject): string[] {
  const listed = listOfObjects(host['Mounts']).flatMap((mount) => [
    ...(mount['Type'] === 'bind' ? [textOf(mount['Source'])] : []),
    ...driverDevice(mount),
  ]);
  const binds = stringsOf(host['Binds'])
    .map((bind) => bind.split(':'))
    .filter((parts) => parts.length > 1)
    .map(([source = '']) => source);
  return [...listed, ...binds.filter((source) => /^[./~]/.test(source))];
}

/** The same mounts, with nothing copied into volumes that are empty: for a container that never runs. */
export function withoutCopying(host: JsonObject): JsonObject {
  const binds = stringsOf(host['Binds']).map((bind) => {
    const [source = '', target, options = ''] = bind.split(':');
    const isVolume = target !== undefined && !source.startsWith('/');
    if (!isVolume || options.split(',').includes('nocopy')) return bind;
    return [source, target, options === '' ? 'nocopy' : `${options},nocopy`].join(':');
  });
  const listed = listOfObjects(host['Mounts']).map((mount) =>
    mount['Type'] === 'volume' ? withoutCopy(mount) : mount,
  );
  return { ...host, ...(host['Binds'] && { Binds: binds }), ...(host['Mounts'] && { Mounts: listed }) };
}

/** A volume can be a directory of the machine in disguise. */
function driverDevice(mount: JsonObject): string[] {
  const driver = objectOf(objectOf(mount['VolumeOptions'])['DriverConfig']);
  const device = textOf(objectOf(driver['Options'])['device']);
  return device === '' ? [] : [device];
}

function nameVolume(mount: JsonObject, byTarget: ReadonlyMap<string, MountPoint>): JsonObject {
  const volume = byTarget.get(targetOf(mount));
  const isAnonymous = mount['Type'] === 'volume' && textOf(mount['Source']) === '';
  if (!isAnonymous || volume?.Name === undefined) return mount;
  return withoutCopy({ ...mount, Source: volume.Name });
}

function withoutCopy(mount: JsonObject): JsonObject {
  return { ...mount, VolumeOptions: { ...objectOf(mount['VolumeOptions']), NoCopy: true } };
}

/** A bind of a target alone is an anonymous volume. */
function nameBind(bind: string, byTarget: ReadonlyMap<string, MountPoint>): string {
  const mount = bind.includes(':') ? undefined : byTarget.get(targetOfBind(bind));
  return mount === undefined ? bind : asBind(mount);
}

function asBind({ Type, Name, Source, Destination, Mode, RW }: MountPoint): string {
  const options = Mode.split(',').filter((option) => option !== '');
  if (!RW && !options.includes('ro')) options.push('ro');
  if (Type === 'volume' && !options.includes('nocopy')) options.push('nocopy');
  const source = Type === 'volume' ? (Name ?? Source) : Source;
  return [source, Destination, ...(options.length === 0 ? [] : [options.join(',')])].join(':');
}

function targetOf(mount: JsonObject): string {
  return posix.resolve('/', textOf(mount['Target']));
}

/** `source:target[:options]`, or a target alone. */
function targetOfBind(bind: string): string {
  const [first = '', second] = bind.split(':');
  return posix.resolve('/', second ?? first);
}

function listOfObjects(value: JsonObject[string] | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
