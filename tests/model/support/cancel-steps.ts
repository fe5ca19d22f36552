import { call, callOk } from '../../integration/support/client';
import { docker } from '../../integration/support/docker';
import { eventually } from '../../integration/support/eventually';
import { readOperation } from '../../integration/support/operations';
import type { OperationAnswer, SnapshotListAnswer } from '../../integration/support/shapes';
import type { ApiAction } from './api-actions';
import { expectNoDifference, send, type Step } from './steps';
import type { VpsModel } from './vps-model';

/** Cancels an operation when it has come to its so-manieth step, unless it has ended by then. */
export function cancelled(action: ApiAction, atStep: number): Step {
  return {
    name: `${action.name}, cancelled at step ${atStep}`,
    isPossible: () => true,
    async run(model, real) {
      const { call: request, settle } = action.prepare(model);
      const runBefore = await lastRun(model);
      const accepted = await send(request, { prefer: 'respond-async' });
      const id = accepted.body['operation_id'];
      if (accepted.status !== 202 || typeof id !== 'string') settle(model, accepted);
      else {
        await untilSteps(id, atStep);
        const { status } = await call('DELETE', `/api/operations/${id}`);
        if (status !== 200 && status !== 409) throw new Error(`cancelling ${id} was answered with ${status}`);
        const { status: outcome, error, result } = await readOperation(id);
        if (outcome === 'queued' || outcome === 'running') throw new Error(`${id} is ${outcome} still`);
        model.operations.set(id, outcome);
        if (outcome === 'cancelled') await noteWhatRemains(model, runBefore);
        else settle(model, { status: null, code: error?.code ?? null, body: result ?? {} });
      }
      if (!model.exists) real.forget();
      await expectNoDifference(model, real);
    },
  };
}

/** What has ended cannot be cancelled, and is listed. */
export function cancelledTooLate(): Step {
  return {
    name: 'the last operations are listed, and cannot be cancelled any more',
    isPossible: ({ operations }) => operations.size > 0,
    async run(model, real) {
      const wanted = [...model.operations].slice(-20);
      await eventually(`the operations of ${model.taskId} are listed`, async () => {
        const path = `/api/operations?vps=${model.taskId}&limit=200`;
        const { operations } = await callOk<{ operations: OperationAnswer[] }>(200, 'GET', path);
        const listed = new Map(operations.map(({ id, status }) => [id, status]));
        return wanted.every(([id, status]) => listed.get(id) === status);
      });
      const { code } = await send({ method: 'DELETE', path: `/api/operations/${wanted.at(-1)?.[0]}` });
      if (code !== 'operation_ended') throw new Error(`cancelling it was answered with ${code}`);
      await expectNoDifference(model, real);
    },
  };
}

async function untilSteps(id: string, count: number): Promise<void> {
  await eventually(
    `${id} is at step ${count}`,
    async () => {
      const { steps, ended_at } = await readOperation(id);
      return ended_at !== null || steps.length >= count;
    },
    { withinMs: 60_000 },
  );
}

/** The VPS is as before; but a snapshot that was taken is a good one, and one that was stopped was stopped. */
async function noteWhatRemains(model: VpsModel, runBefore: string): Promise<void> {
  if (!model.exists) return;
  const { snapshots } = await callOk<SnapshotListAnswer>(200, 'GET', `/api/vps/snapshots/${model.taskId}`);
  const further = snapshots.filter(({ id }) => model.snapshot(id) === undefined);
  if (further.length > 1) throw new Error(`a cancelled operation left ${further.length} snapshots`);
  for (const { id, reason, name, message, pinned } of further)
    model.take(id, reason, { name, message, pinned });
  if ((await lastRun(model)) !== runBefore) model.stir();
}

/** When the VPS's container last began to run and last ended. */
async function lastRun({ container, name }: VpsModel): Promise<string> {
  if (container === null) return '';
  const { StartedAt, FinishedAt } = (await docker().getContainer(name).inspect()).State;
  return `${StartedAt} ${FinishedAt}`;
}
