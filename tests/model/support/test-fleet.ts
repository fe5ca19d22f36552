import type { Arbitrary } from 'fast-check';
import { call, callOk } from '../../integration/support/client';
import { containersOf, docker, imagesOf, isStatus } from '../../integration/support/docker';
import { eventually } from '../../integration/support/eventually';
import type { Lab } from '../../integration/support/lab';
import type { VpsAnswer } from '../../integration/support/shapes';
import { stack } from '../../support/stack';
import * as api from './api-actions';
import { FLEET_SIZE, stepsWith } from './arbitraries';
import { RealVps } from './real-vps';
import { asked, expectNoDifference, type Step } from './steps';
import { VpsModel } from './vps-model';

/** As the settings of the tests' runner have it. */
const DEFAULTS = { auto: true, max: 5 };

/** A few VPSs and their models, for one run. */
export class TestFleet {
  readonly models: readonly VpsModel[];
  readonly real: readonly RealVps[];

  constructor(private readonly lab: Lab) {
    this.models = Array.from({ length: FLEET_SIZE }, () => new VpsModel(lab.newTaskId('model'), DEFAULTS));
    this.real = this.models.map(() => new RealVps());
  }

  steps(): Arbitrary<Step> {
    return stepsWith(creation(), () => this.adoption());
  }

  /** All but one of them are there from the beginning. */
  async begin(): Promise<void> {
    const step = asked(api.create(creation(), { start: true }));
    await Promise.all(
      this.models.slice(1).map((model, index) => step.run(model, this.real[index + 1] ?? new RealVps())),
    );
  }

  /** Once more, with every file of every snapshot. */
  async expectAllIsWell(): Promise<void> {
    for (const [index, model] of this.models.entries()) {
      const real = this.real[index] ?? new RealVps();
      real.verified.clear();
      await expectNoDifference(model, real);
      for (const image of real.committed) await docker().getImage(image).inspect();
    }
    await eventually('the list of VPSs shows them as they are', async () => {
      const listed = await listVps();
      return this.models.every(
        ({ taskId, exists, status }) => (exists ? status : undefined) === listed.get(taskId),
      );
    });
  }

  /** Removes all of it; nothing of ours may be left then. */
  async end(): Promise<void> {
    for (const [index, model] of this.models.entries()) {
      for (const image of this.real[index]?.committed ?? []) await removeImage(image);
      if (model.exists) await call('DELETE', `/api/vps/${model.taskId}?snapshots=delete`);
      // What a deletion kept, a person removes.
      else for (const { id } of model.snapshots) await removeImage(`holdfast/${model.taskId}:${id}`);
    }
    const left = async () => (await Promise.all(this.models.map(({ taskId }) => leftOf(taskId)))).flat();
    await eventually('nothing is left', async () => (await left()).length === 0).catch(async () => {
      throw new Error(`left behind: ${(await left()).join(', ')}`);
    });
  }

  /** Makes a container that nobody knows, and has it adopted. */
  private adoption(): Step {
    return {
      name: 'adopt',
      isPossible: () => true,
      run: async (model, real) => {
        const container = await this.lab.container({
          Env: ['WHO=somebody'],
          HostConfig: { RestartPolicy: { Name: 'unless-stopped' } },
        });
        await container.start();
        const name = (await container.inspect()).Name.slice(1);
        await asked(api.adopt(name, creation())).run(model, real);
      },
    };
  }
}

function creation() {
  return {
    image: stack().image,
    runner: stack().runner,
    command: ['sleep', '86400'],
    env: { WHO: 'a model', PRICE: '$5 ${X}' },
    labels: { team: 'model' },
    memory_bytes: 64 * 1024 * 1024,
    ports: [22],
    stop_timeout: 3,
  };
}

async function listVps(): Promise<Map<string, string>> {
  const { vps } = await callOk<{ vps: VpsAnswer[] }>(200, 'GET', '/api/vps?limit=200');
  return new Map(vps.map(({ task_id, status }) => [task_id, status]));
}

async function leftOf(taskId: string): Promise<string[]> {
  const { Volumes } = await docker().listVolumes({ filters: { name: [`holdfast-${taskId}.`] } });
  return [...(await containersOf(taskId)), ...(await imagesOf(taskId)), ...Volumes.map(({ Name }) => Name)];
}

async function removeImage(image: string): Promise<void> {
  try {
    await docker().getImage(image).remove({ force: true });
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
  }
}
