import type { ContainerInspectInfo } from 'dockerode';
import { configurationOf, differences } from '../../faults/support/configuration';
import { type Files, filesOf, filesOfImage, sameFiles } from '../../faults/support/files';
import { call } from '../../integration/support/client';
import { docker, imagesOf, isStatus } from '../../integration/support/docker';
import type { SnapshotAnswer, VpsAnswer } from '../../integration/support/shapes';
import { isSnapshotId } from '../../../src/domain/names';
import type { RealVps } from './real-vps';
import type { VpsModel } from './vps-model';

/** What the runner of the tests has by default. */
const RUNNERS_CAP = 100 * 1024 ** 3;

/** Where the commands write. */
export const FOLDER = '/root/work';

type Shown = VpsAnswer & { operation: object | null; queue: object[] };
type ShownSnapshot = SnapshotAnswer & { head: boolean; in_use: boolean };

/** All in which the API's record or Docker itself is not as the model says; empty when all is well. */
export async function whatDiffers(model: VpsModel, real: RealVps): Promise<string[]> {
  const info = await inspectContainer(model, real);
  const found = await Promise.all([
    recordDiffers(model, info),
    containersDiffer(model, info),
    imagesDiffer(model, real),
    filesDiffer(model, info),
    snapshotFilesDiffer(model, real),
  ]);
  const lines = [...found.flat(), ...(info === null ? [] : identityDiffers(model, real, info))];
  return lines.map((line) => `${model.taskId}: ${line}`);
}

/** The VPS's container, by the name that it should have. */
async function inspectContainer({ container, name }: VpsModel, real: RealVps) {
  if (container === null) return null;
  try {
    return await docker().getContainer(name).inspect();
  } catch (error) {
    if (isStatus(error, 404)) return real.noContainer;
    throw error;
  }
}

async function recordDiffers(model: VpsModel, info: ContainerInspectInfo | null): Promise<string[]> {
  const { status, body } = await call<Shown>('GET', `/api/vps/${model.taskId}`);
  if (!model.exists) return status === 404 ? [] : [`it is gone, but there is a record: ${body.status}`];
  if (status !== 200) return [`its record is answered with ${status}`];
  const wanted = {
    status: model.status,
    container: info === null ? null : { id: info.Id, name: model.name },
    created_from: model.container?.createdFrom ?? null,
    head: model.head,
    policy: {
      max_snapshot_bytes: RUNNERS_CAP,
      auto_snapshot_on_stop: model.takesSnapshots,
      max_snapshots: model.mostSnapshots,
    },
    operation: null,
    queue: 0,
    snapshots: [...model.snapshots].reverse().map(({ id, name, message, pinned, reason }) => ({
      id,
      tag: `holdfast/${model.taskId}:${id}`,
      name,
      message,
      pinned,
      reason,
      head: id === model.head,
      in_use: model.isInUse(id),
    })),
  };
  const { container, queue, operation, policy, head } = body;
  const seen = {
    status: body.status,
    container: container && { id: container.id, name: container.name },
    created_from: container?.created_from ?? null,
    head,
    policy,
    operation,
    queue: queue.length,
    snapshots: (body.snapshots as ShownSnapshot[]).map(
      ({ id, tag, name, message, pinned, reason, head: isHead, in_use }) => ({
        id,
        tag,
        name,
        message,
        pinned,
        reason,
        head: isHead,
        in_use,
      }),
    ),
  };
  return differences(wanted, seen, 'record ');
}

async function containersDiffer(model: VpsModel, info: ContainerInspectInfo | null): Promise<string[]> {
  const labelled = await docker().listContainers({
    all: true,
    filters: { label: [`holdfast.task_id=${model.taskId}`] },
  });
  const named = await docker().listContainers({
    all: true,
    filters: { name: [`holdfast-${model.taskId}`] },
  });
  const others = [...labelled, ...named].filter(({ Id }) => Id !== info?.Id);
  return others.map(({ Names, State }) => `there is a container too many: ${Names.join()} (${State})`);
}

/** Its state, that it is the same one as before unless it was replaced, and that it is configured as it ever was. */
function identityDiffers(model: VpsModel, real: RealVps, info: ContainerInspectInfo): string[] {
  if (info.Id === '') return [`there is no container ${model.name}`];
  const states = model.status === 'stopped' ? ['exited', 'created'] : [model.status];
  const state = states.includes(info.State.Status)
    ? []
    : [`Docker says ${info.State.Status}, not ${states.join(' or ')}`];
  const configuration = differences(real.configurationOf(info), configurationOf(info)).filter(
    (line) => !/^\/(name|config\/Labels\/holdfast\.task_id):/.test(line),
  );
  return [
    ...state,
    ...configuration.map((line) => `configuration ${line}`),
    ...real.isExpected(model.container?.number ?? 0, info.Id),
  ];
}

async function imagesDiffer(model: VpsModel, { unnamed, committed }: RealVps): Promise<string[]> {
  const prefix = `holdfast/${model.taskId}:`;
  const images = (await imagesOf(model.taskId)).filter((image) => !committed.has(image));
  const nameless = images.filter((image) => image.startsWith('sha256:') && !unnamed.has(image));
  const ids = images
    .filter((image) => image.startsWith(prefix))
    .map((image) => image.slice(prefix.length))
    .filter(isSnapshotId);
  const wanted = model.snapshots.map(({ id }) => id);
  return [
    ...differences(wanted.join(), ids.sort().join(), 'images of snapshots '),
    ...nameless.map((id) => `there is an image without a name: ${id}`),
  ];
}

async function filesDiffer(model: VpsModel, info: ContainerInspectInfo | null): Promise<string[]> {
  if (info === null || info.Id === '') return [];
  return compareFiles('its files', model.files, await filesOf(docker(), info.Id, FOLDER));
}

/** Images do not change: each is looked at once, and again when all is over. */
async function snapshotFilesDiffer(model: VpsModel, { verified }: RealVps): Promise<string[]> {
  const lines: string[] = [];
  for (const { id, files } of model.snapshots) {
    if (verified.has(id)) continue;
    const found = await filesOfImage(docker(), `holdfast/${model.taskId}:${id}`, FOLDER).catch(() => null);
    const wrong = found === null ? [`snapshot ${id} cannot be read`] : compareFiles(id, files, found);
    if (wrong.length === 0) verified.add(id);
    lines.push(...wrong);
  }
  return lines;
}

function compareFiles(what: string, wanted: Files, found: Files): string[] {
  if (sameFiles(wanted, found)) return [];
  const short = (files: Files) => [...files].map(([name, sum]) => `${name}=${sum.slice(0, 6)}`).sort();
  return [`${what}: ${short(found).join(' ') || 'nothing'}, not ${short(wanted).join(' ') || 'nothing'}`];
}
