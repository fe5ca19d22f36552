import type { Container, ContainerInspectInfo } from 'dockerode';
import type { JsonObject } from '../../../src/domain/json';
import { callOk } from './client';
import { docker, exec, type ExecResult, readFileOf } from './docker';
import { eventually } from './eventually';
import type {
  RestartAnswer,
  SnapshotAnswer,
  SnapshotListAnswer,
  StopAnswer,
  TakenAnswer,
  VpsAnswer,
} from './shapes';

/** One VPS as its owner handles it: through the API, and by logging in to it. */
export class TestVps {
  constructor(readonly taskId: string) {}

  async get(): Promise<VpsAnswer> {
    return callOk(200, 'GET', `/api/vps/${this.taskId}`);
  }

  async start(): Promise<void> {
    await callOk(200, 'POST', `/api/vps/start/${this.taskId}`);
  }

  async stop(body: JsonObject = {}): Promise<StopAnswer> {
    return callOk(200, 'POST', `/api/vps/stop/${this.taskId}`, { body });
  }

  async pause(): Promise<void> {
    await callOk(200, 'POST', `/api/vps/pause/${this.taskId}`);
  }

  async resume(): Promise<void> {
    await callOk(200, 'POST', `/api/vps/resume/${this.taskId}`);
  }

  async restart(body: JsonObject = {}): Promise<RestartAnswer> {
    return callOk(200, 'POST', `/api/vps/restart/${this.taskId}`, { body });
  }

  async restore(snapshotId: string, body: JsonObject = {}): Promise<RestartAnswer> {
    return callOk(200, 'POST', `/api/vps/snapshots/${this.taskId}/${snapshotId}/restore`, { body });
  }

  async snapshot(body: JsonObject = {}): Promise<TakenAnswer> {
    return callOk(201, 'POST', `/api/vps/snapshots/${this.taskId}`, { body });
  }

  async snapshots(): Promise<SnapshotAnswer[]> {
    const { snapshots } = await callOk<SnapshotListAnswer>(200, 'GET', `/api/vps/snapshots/${this.taskId}`);
    return snapshots;
  }

  async patch(policy: JsonObject): Promise<VpsAnswer> {
    return callOk(200, 'PATCH', `/api/vps/${this.taskId}`, { body: policy });
  }

  async patchSnapshot(snapshotId: string, body: JsonObject): Promise<SnapshotAnswer> {
    const path = `/api/vps/snapshots/${this.taskId}/${snapshotId}`;
    return (await callOk<{ snapshot: SnapshotAnswer }>(200, 'PATCH', path, { body })).snapshot;
  }

  get container(): Container {
    return docker().getContainer(`holdfast-${this.taskId}`);
  }

  async inspect(): Promise<ContainerInspectInfo> {
    return this.container.inspect();
  }

  async exec(command: string | string[]): Promise<ExecResult> {
    return exec(`holdfast-${this.taskId}`, command);
  }

  /** Runs a command that must succeed, and returns what it printed. */
  async run(command: string): Promise<string> {
    const { exitCode, output } = await this.exec(command);
    if (exitCode !== 0) throw new Error(`'${command}' ended with ${exitCode}: ${output}`);
    return output;
  }

  async write(path: string, text: string): Promise<void> {
    await this.run(`mkdir -p "$(dirname '${path}')" && printf %s '${text}' > '${path}'`);
  }

  /** Undefined when there is no such file. The VPS need not run. */
  async read(path: string): Promise<string | undefined> {
    return readFileOf(this.container, path);
  }

  async untilStatus(status: VpsAnswer['status']): Promise<VpsAnswer> {
    return eventually(`${this.taskId} is ${status}`, async () => {
      const vps = await this.get();
      return vps.status === status && vps;
    });
  }
}
