import type Docker from 'dockerode';
import { containerName } from '../../src/domain/names';
import type { HoldfastApi } from '../common/api';
import { BASE_IMAGE } from '../common/base-image';
import { mustExec } from '../common/container-exec';

export interface BenchVpsOptions {
  image?: string;
  /** 0, the default, keeps every snapshot: what is measured removes its own. */
  maxSnapshots?: number;
}

/** A VPS that takes part in the benchmark. */
export class BenchVps {
  private constructor(
    readonly taskId: string,
    readonly api: HoldfastApi,
    private readonly docker: Docker,
  ) {}

  static async create(
    { api, docker }: { api: HoldfastApi; docker: Docker },
    taskId: string,
    { image = BASE_IMAGE, maxSnapshots = 0 }: BenchVpsOptions = {},
  ): Promise<BenchVps> {
    await api.change('POST', '/api/vps/create', {
      task_id: taskId,
      image,
      ports: [22],
      policy: { max_snapshots: maxSnapshots, auto_snapshot_on_stop: true },
    });
    return new BenchVps(taskId, api, docker);
  }

  /** Creates one for the time of some work. */
  static async with<T>(
    context: { api: HoldfastApi; docker: Docker },
    taskId: string,
    options: BenchVpsOptions,
    work: (vps: BenchVps) => Promise<T>,
  ): Promise<T> {
    const vps = await BenchVps.create(context, taskId, options);
    try {
      return await work(vps);
    } finally {
      await vps.delete();
    }
  }

  /** Its present container. */
  container(): Docker.Container {
    return this.docker.getContainer(containerName(this.taskId));
  }

  /** Returns the operation's id. */
  async takeSnapshot(): Promise<string> {
    const { operation_id } = await this.api.change('POST', `/api/vps/snapshots/${this.taskId}`);
    return operation_id;
  }

  /** Returns the operation's id. Without a body it takes the automatic snapshot. */
  async restart(body?: { snapshot_id: string; safety_snapshot: boolean }): Promise<string> {
    const { operation_id } = await this.api.change('POST', `/api/vps/restart/${this.taskId}`, body);
    return operation_id;
  }

  async delete(): Promise<void> {
    await this.api.change('DELETE', `/api/vps/${this.taskId}?snapshots=delete`);
  }

  /** Deletes every snapshot but the newest `keep` and the one that the VPS stands on. */
  async deleteSnapshots(keep: number): Promise<void> {
    const snapshots = await this.api.listSnapshots(this.taskId);
    for (const { id, in_use } of snapshots.slice(keep)) {
      if (in_use) continue;
      await this.api.change('DELETE', `/api/vps/snapshots/${this.taskId}/${id}`);
    }
  }
}

/** Leaves so many bytes of new data in a container, and nothing of the last time. */
export async function writeChange(container: Docker.Container, bytes: number): Promise<void> {
  await mustExec(container, `head -c ${bytes} /dev/urandom > /root/change && sync /root/change`);
}
