import { randomBytes } from 'node:crypto';
import type { Container, ContainerCreateOptions, NetworkCreateOptions } from 'dockerode';
import type { JsonObject } from '../../../src/domain/json';
import { stack } from '../../support/stack';
import { call, callOk } from './client';
import { containersOf, docker, imagesOf, isStatus } from './docker';
import { eventually } from './eventually';
import { TestVps } from './test-vps';

const CLEAN_UP_MS = 180_000;
const DELETED_WITHIN_MS = 120_000;

/**
 * Where the tests of one file get what they work with. All of it has names of its own, so that files run side by
 * side, and all of it is removed when the file ends; then nothing of it may be left on the engine.
 */
export class Lab {
  private readonly taskIds = new Set<string>();
  private readonly containers = new Set<string>();
  private readonly networks = new Set<string>();
  private readonly volumes = new Set<string>();
  private readonly images = new Set<string>();

  /** A task_id that nothing else has. */
  newTaskId(subject = 'vps'): string {
    const taskId = `t-${subject}-${randomBytes(4).toString('hex')}`;
    this.taskIds.add(taskId);
    return taskId;
  }

  newName(subject: string): string {
    return `hft-${subject}-${randomBytes(4).toString('hex')}`;
  }

  /** Creates a VPS that sleeps, unless asked for something else. */
  async create(request: JsonObject = {}): Promise<TestVps> {
    const { task_id } = await this.createRaw(request);
    return new TestVps(task_id);
  }

  /** A VPS that ignores the stop signal, so that a stop takes its whole grace period: from when this returns. */
  async createDeaf(request: JsonObject = {}): Promise<TestVps> {
    const command = 'trap "" TERM; : > /deaf; while :; do sleep 1; done';
    const vps = await this.create({ ...request, command });
    await eventually(
      `${vps.taskId} ignores the stop signal`,
      async () => (await vps.read('/deaf')) !== undefined,
    );
    return vps;
  }

  async createRaw(request: JsonObject = {}): Promise<{ task_id: string; message: string }> {
    const task_id = typeof request['task_id'] === 'string' ? request['task_id'] : this.newTaskId();
    this.taskIds.add(task_id);
    return callOk(201, 'POST', '/api/vps/create', {
      body: {
        image: stack().image,
        runner: stack().runner,
        command: ['sleep', '86400'],
        ...request,
        task_id,
      },
    });
  }

  async adopt(container: string, taskId = this.newTaskId('adopted')): Promise<TestVps> {
    await callOk(201, 'POST', '/api/vps/adopt', {
      body: { container, task_id: taskId, runner: stack().runner },
    });
    return new TestVps(taskId);
  }

  async deleteVps({ taskId }: TestVps, snapshots: 'delete' | 'keep' = 'delete'): Promise<JsonObject> {
    return callOk(200, 'DELETE', `/api/vps/${taskId}?snapshots=${snapshots}`);
  }

  /** A container that Holdfast knows nothing of. */
  async container(options: Partial<ContainerCreateOptions> & { name?: string } = {}): Promise<Container> {
    const name = options.name ?? this.newName('raw');
    this.containers.add(name);
    return docker().createContainer({
      Image: stack().image,
      Cmd: ['sleep', '86400'],
      ...options,
      name,
      HostConfig: { Init: true, ...options.HostConfig },
    });
  }

  async network(options: Partial<NetworkCreateOptions> = {}): Promise<string> {
    const name = this.newName('net');
    this.networks.add(name);
    await docker().createNetwork({ ...options, Name: name });
    return name;
  }

  async volume(): Promise<string> {
    const name = this.newName('vol');
    this.volumes.add(name);
    await docker().createVolume({ Name: name });
    return name;
  }

  /** An image made of the test image and these instructions of a Dockerfile. */
  async image(changes: string[]): Promise<string> {
    const repo = this.newName('img');
    this.images.add(repo);
    const container = await docker().createContainer({ Image: stack().image, Cmd: ['true'] });
    const { Id } = (await container.commit({ changes: changes.join('\n') })) as { Id: string };
    await docker().getImage(Id).tag({ repo, tag: 'latest' });
    await container.remove({ v: true });
    return repo;
  }

  /** Something else to remove at the end. */
  owns(what: { taskId?: string; volume?: string; image?: string; container?: string }): void {
    if (what.taskId !== undefined) this.taskIds.add(what.taskId);
    if (what.volume !== undefined) this.volumes.add(what.volume);
    if (what.image !== undefined) this.images.add(what.image);
    if (what.container !== undefined) this.containers.add(what.container);
  }

  async tearDown(): Promise<void> {
    await Promise.all([...this.taskIds].map(deleteWithSnapshots));
    const left = await this.whatIsLeft();
    await this.removeLeftovers();
    expect(left).toEqual([]);
  }

  private async whatIsLeft(): Promise<string[]> {
    const perVps = [...this.taskIds].map(async (taskId) => [
      ...(await containersOf(taskId)),
      ...(await imagesOf(taskId)),
    ]);
    return (await Promise.all(perVps)).flat();
  }

  private async removeLeftovers(): Promise<void> {
    for (const taskId of this.taskIds) {
      for (const name of await containersOf(taskId)) this.containers.add(name);
    }
    for (const name of this.containers) {
      await unlessGone(docker().getContainer(name).remove({ force: true, v: true }));
    }
    for (const taskId of this.taskIds) {
      for (const name of await imagesOf(taskId)) this.images.add(name);
    }
    for (const name of this.images) await unlessGone(docker().getImage(name).remove({ force: true }));
    for (const name of this.networks) await unlessGone(docker().getNetwork(name).remove());
    for (const name of this.volumes) await unlessGone(docker().getVolume(name).remove());
  }
}

/** A lab for the tests of one file; it is cleaned when they have ended. */
export function useLab(): Lab {
  const lab = new Lab();
  afterAll(() => lab.tearDown(), CLEAN_UP_MS);
  return lab;
}

/** On a machine that is busy, a 503 is an invitation to ask again. */
async function deleteWithSnapshots(taskId: string): Promise<void> {
  const isOver = async () => {
    const headers = { prefer: 'wait=40' };
    const { status } = await call('DELETE', `/api/vps/${taskId}?snapshots=delete`, { headers });
    return status !== 503 && status !== 202;
  };
  await eventually(`${taskId} is deleted`, isOver, { withinMs: DELETED_WITHIN_MS });
}

async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!isStatus(error, 404) && !isStatus(error, 409)) throw error;
  }
}
