import type { ContainerInspectInfo } from 'dockerode';
import { isStatus } from '../../integration/support/docker';
import { configurationOf } from './configuration';
import type { FaultApi } from './fault-api';
import type { FaultStack } from './fault-stack';
import { changeFiles, type Files, filesOf, ROOT_FOLDER, VOLUME_FOLDERS } from './files';
import { poll } from './poll';
import type { Random } from './random';

export type RunState = 'running' | 'stopped' | 'paused';

/** A VPS under test, and all that must be true of it whatever fails. */
export interface Subject {
  taskId: string;
  state: RunState;
  /** Of the container's own filesystem. */
  files: Files;
  /** Of each volume; no operation changes these. */
  volumes: ReadonlyMap<string, Files>;
  /** What each snapshot must hold. */
  snapshots: Map<string, Files>;
  /** The snapshot that a restart without a new one comes back to. */
  head: string | null;
  configuration: ReturnType<typeof configurationOf>;
}

export function containerName(taskId: string): string {
  return `holdfast-${taskId}`;
}

/** The body of the create call: a bit of everything that a restart has to keep. */
export function creation(taskId: string, { image, runner }: FaultStack) {
  return {
    task_id: taskId,
    image,
    runner,
    command: ['sleep', '864000'],
    init: true,
    hostname: taskId,
    env: { FAULT_SUBJECT: taskId, GREETING: 'good morning' },
    memory_bytes: 64 * 1024 * 1024,
    cpus: 0.5,
    ports: [22],
    mounts: [
      { type: 'volume', source: `vol-${taskId}`, target: '/data' },
      { type: 'volume', target: '/anon' },
    ],
    labels: { team: 'faults' },
    stop_timeout: 5,
    policy: { max_snapshots: 4 },
  };
}

/** What a VPS is right after its creation. */
export async function newSubject(taskId: string, { docker }: FaultStack): Promise<Subject> {
  return {
    taskId,
    state: 'running',
    files: new Map(),
    volumes: new Map(),
    snapshots: new Map(),
    head: null,
    configuration: configurationOf(await docker.getContainer(containerName(taskId)).inspect()),
  };
}

/** A running container that Holdfast knows nothing of, under the name that the invariants look for. */
export async function makeForeignContainer(taskId: string, stack: FaultStack): Promise<Subject> {
  const container = await stack.docker.createContainer({
    name: containerName(taskId),
    Image: stack.image,
    Cmd: ['sleep', '864000'],
    Env: [`FAULT_SUBJECT=${taskId}`],
    Labels: { team: 'faults' },
    StopTimeout: 5,
    HostConfig: {
      Init: true,
      Memory: 64 * 1024 * 1024,
      RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 },
      Mounts: [
        { Type: 'volume', Source: `vol-${taskId}`, Target: '/data' },
        { Type: 'volume', Source: '', Target: '/anon' },
      ],
    },
  });
  await container.start();
  return newSubject(taskId, stack);
}

/** Writes what must not be lost, and notes it. The VPS runs. */
export async function writeFiles(
  subject: Subject,
  { docker }: FaultStack,
  random: Random,
  { large = false } = {},
): Promise<void> {
  const name = containerName(subject.taskId);
  await changeFiles(docker, name, random, large);
  subject.files = await filesOf(docker, name, ROOT_FOLDER);
  subject.volumes = await filesOfVolumes(subject.taskId, { docker });
}

export async function filesOfVolumes(
  taskId: string,
  { docker }: Pick<FaultStack, 'docker'>,
): Promise<Map<string, Files>> {
  const volumes = new Map<string, Files>();
  for (const folder of VOLUME_FOLDERS)
    volumes.set(folder, await filesOf(docker, containerName(taskId), folder));
  return volumes;
}

export async function inspect(
  { docker }: FaultStack,
  taskId: string,
): Promise<ContainerInspectInfo | undefined> {
  try {
    return await docker.getContainer(containerName(taskId)).inspect();
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/** Brings a VPS into the state that an operation starts from, through the API. */
export async function bringInto(
  wanted: RunState,
  subject: Subject,
  { stack, api, key }: { stack: FaultStack; api: FaultApi; key: string },
): Promise<void> {
  const { taskId } = subject;
  const perform = async (verb: string, body = {}): Promise<void> => {
    const call = { method: 'POST', path: `/api/vps/${verb}/${taskId}`, body } as const;
    const end = await api.perform(call, `${key}-${verb}`);
    if (end.status !== 'succeeded') throw new Error(`${verb} ${taskId}: ${end.code} ${end.detail}`);
  };
  if (subject.state === 'paused' && wanted !== 'paused') await perform('resume');
  if (subject.state === 'stopped' && wanted !== 'stopped') await perform('start');
  if (wanted === 'stopped' && subject.state !== 'stopped') await perform('stop', { snapshot: false });
  if (wanted === 'paused' && subject.state !== 'paused') await perform('pause');
  subject.state = wanted;
  const isThere = await poll(60_000, async () => {
    const info = await inspect(stack, taskId);
    return info?.State.Status === dockerState(wanted) ? true : undefined;
  });
  if (isThere === undefined) throw new Error(`${taskId} is not ${wanted}`);
}

export function dockerState(state: RunState): string {
  return state === 'stopped' ? 'exited' : state;
}
