import { access, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The kernel's switch that a paused container is frozen with. */
export interface Freezer {
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

interface FreezerKind {
  /** Where the control groups of this kind are. */
  root: string;
  /** A file that is there when it is mounted. */
  sign: string;
  file: string;
  frozen: string;
  thawed: string;
}

const VERSION_1: FreezerKind = {
  root: '/sys/fs/cgroup/freezer',
  sign: 'cgroup.procs',
  file: 'freezer.state',
  frozen: 'FROZEN',
  thawed: 'THAWED',
};
const VERSION_2: FreezerKind = {
  root: '/sys/fs/cgroup',
  sign: 'cgroup.controllers',
  file: 'cgroup.freeze',
  frozen: '1',
  thawed: '0',
};

/** Docker puts a container a few levels down, also below a group of a person's choice. */
const DEEPEST = 6;

/**
 * The freezer of a container; null when it cannot be seen from here, such as from within a container.
 *
 * @param containerId the full id
 */
export async function findFreezer(containerId: string): Promise<Freezer | null> {
  for (const kind of [VERSION_1, VERSION_2]) {
    const isMounted = await exists(join(kind.root, kind.sign));
    const group = isMounted ? await findGroup(kind.root, containerId, DEEPEST) : null;
    if (group !== null) return freezerAt(join(group, kind.file), kind);
  }
  return null;
}

function freezerAt(path: string, { frozen, thawed }: FreezerKind): Freezer {
  return {
    freeze: () => writeFile(path, frozen),
    thaw: () => writeFile(path, thawed),
  };
}

async function findGroup(folder: string, containerId: string, depth: number): Promise<string | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const groups = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const found = groups.find((name) => name === containerId || name === `docker-${containerId}.scope`);
  if (found !== undefined) return join(folder, found);
  if (depth === 0) return null;
  for (const name of groups) {
    const deeper = await findGroup(join(folder, name), containerId, depth - 1);
    if (deeper !== null) return deeper;
  }
  return null;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
