import { createHash } from 'node:crypto';
import { runIn } from '../../faults/support/files';
import { docker } from '../../integration/support/docker';
import { eventually } from '../../integration/support/eventually';
import { tarOf } from '../../support/tar';
import { FOLDER } from './invariants';
import type { RealVps } from './real-vps';
import type { VpsModel } from './vps-model';

/** Something that a person does to a VPS past the API. */
export interface HandAction {
  name: string;
  isPossible(model: VpsModel): boolean;
  perform(model: VpsModel, real: RealVps): Promise<void>;
}

export function dockerStop(): HandAction {
  return {
    name: 'docker stop',
    isPossible: ({ status }) => status === 'running',
    async perform(model) {
      await docker().getContainer(model.name).stop({ t: 2 });
      model.stop();
    },
  };
}

export function dockerKill(): HandAction {
  return {
    name: 'docker kill',
    isPossible: ({ isLive }) => isLive,
    async perform(model) {
      await docker().getContainer(model.name).kill();
      model.stop();
    },
  };
}

export function dockerStart(): HandAction {
  return {
    name: 'docker start',
    isPossible: ({ status }) => status === 'stopped',
    async perform(model) {
      await docker().getContainer(model.name).start();
      model.start();
    },
  };
}

export function dockerRestart(): HandAction {
  return {
    name: 'docker restart',
    isPossible: ({ status }) => status === 'running' || status === 'stopped',
    async perform(model) {
      await docker().getContainer(model.name).restart({ t: 2 });
      model.start();
    },
  };
}

export function dockerPause(): HandAction {
  return {
    name: 'docker pause',
    isPossible: ({ status }) => status === 'running',
    async perform(model) {
      await docker().getContainer(model.name).pause();
      model.status = 'paused';
    },
  };
}

export function dockerUnpause(): HandAction {
  return {
    name: 'docker unpause',
    isPossible: ({ status }) => status === 'paused',
    async perform(model) {
      await docker().getContainer(model.name).unpause();
      model.status = 'running';
    },
  };
}

export function dockerRename(suffix: number): HandAction {
  return {
    name: `docker rename, ${suffix}`,
    isPossible: ({ container }) => container !== null,
    async perform(model) {
      const name = `hft-${model.taskId}-${suffix}`;
      if (name === model.name) return;
      await docker().getContainer(model.name).rename({ name });
      model.name = name;
    },
  };
}

export function dockerRemove(): HandAction {
  return {
    name: 'docker rm -f',
    isPossible: ({ container }) => container !== null,
    async perform(model) {
      await docker().getContainer(model.name).remove({ force: true });
      model.lose();
    },
  };
}

/** Docker takes the name away from an image that a container that runs stands on, and destroys one that nothing needs. */
export function dockerRemoveImage(which: number): HandAction {
  const chosen = ({ snapshots }: VpsModel) => snapshots[snapshots.length - 1 - which];
  return {
    name: `docker rmi -f snapshot ${which}`,
    isPossible(model) {
      const snapshot = chosen(model);
      return snapshot !== undefined && (!model.isInUse(snapshot.id) || model.status === 'running');
    },
    async perform(model, { unnamed }) {
      const snapshot = chosen(model);
      if (snapshot === undefined) return;
      const image = docker().getImage(`holdfast/${model.taskId}:${snapshot.id}`);
      unnamed.add((await image.inspect()).Id);
      await image.remove({ force: true });
      model.remove(({ id }) => id === snapshot.id);
    },
  };
}

/** An image of the VPS's that is none of ours, although it bears the labels of its container. */
export function dockerCommit(tag: string | null): HandAction {
  return {
    name: tag === null ? 'docker commit' : `docker commit as ${tag}`,
    isPossible: ({ container }) => container !== null,
    async perform(model, { committed }) {
      const repo = `holdfast/${model.taskId}`;
      const options = tag === null ? {} : { repo, tag };
      const { Id } = (await docker().getContainer(model.name).commit(options)) as { Id: string };
      committed.add(Id);
      if (tag !== null) committed.add(`${repo}:${tag}`);
    },
  };
}

/** A person who is logged in. */
export function write(file: string, content: Buffer): HandAction {
  return {
    name: `write ${file}`,
    isPossible: ({ status }) => status === 'running',
    async perform(model) {
      const command = `mkdir -p ${FOLDER} && echo '${content.toString('base64')}' | base64 -d > ${FOLDER}/${file}`;
      await runIn(docker(), model.name, command);
      model.write(file, checksumOf(content));
    },
  };
}

export function erase(file: string): HandAction {
  return {
    name: `rm ${file}`,
    isPossible: ({ status }) => status === 'running',
    async perform(model) {
      await runIn(docker(), model.name, `rm -f ${FOLDER}/${file}`);
      model.erase(file);
    },
  };
}

let copies = 0;

/** Each copy is larger than all before it: one that changes no size is not seen, see `FilesystemMark`. */
export function dockerCopy(file: string, content: Buffer): HandAction {
  return {
    name: `docker cp ${file}`,
    isPossible: ({ container }) => container !== null,
    async perform(model) {
      copies += 1;
      const text = `${content.toString('base64')}\n${'.'.repeat(300 + 300 * copies)}`;
      const archive = tarOf([
        { name: FOLDER.slice(1), type: '5', mode: 0o755 },
        { name: `${FOLDER}/${file}`.slice(1), content: text },
      ]);
      await docker().getContainer(model.name).putArchive(archive, { path: '/' });
      model.write(file, checksumOf(Buffer.from(text)));
    },
  };
}

/** Docker starts it again, as its restart policy has it. */
export function processEnds(): HandAction {
  return {
    name: 'its process ends',
    isPossible: ({ status }) => status === 'running',
    async perform(model) {
      const container = docker().getContainer(model.name);
      const { State: before } = await container.inspect();
      // The command may end with the process that it ends.
      await runIn(docker(), model.name, 'kill -TERM 1').catch(() => undefined);
      await eventually(`Docker has started ${model.name} again`, async () => {
        const { State } = await container.inspect();
        return State.Status === 'running' && State.StartedAt !== before.StartedAt;
      });
      model.start();
    },
  };
}

function checksumOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
