import { defineSearchAttributeKey } from '@temporalio/common';
import { OPERATION_WORKFLOWS } from '../../src/domain/operation';
import { callOk } from './support/client';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import { listOperations } from './support/operations';
import { useTemporal } from './support/temporal';

const lab = useLab();
const temporal = useTemporal();

describe('in Temporal', () => {
  it('each operation is an execution of a type of its own, that says for which VPS it is and who asked', async () => {
    const vps = await lab.create();
    const headers = { 'x-holdfast-actor': 'ada@reef' };
    await callOk(201, 'POST', `/api/vps/snapshots/${vps.taskId}`, { headers });
    await callOk(200, 'POST', `/api/vps/restart/${vps.taskId}`, { headers });
    const operations = await listOperations(vps.taskId, 3);
    for (const { id, kind, actor } of operations) {
      const description = await temporal().workflow.getHandle(id).describe();
      expect(description.type).toBe(OPERATION_WORKFLOWS[kind]);
      const attributes = description.typedSearchAttributes;
      const read = (name: string) => attributes.get(defineSearchAttributeKey(name, 'KEYWORD'));
      expect({
        VpsId: read('VpsId'),
        Operation: read('Operation'),
        Actor: read('Actor'),
        Runner: read('Runner'),
      }).toEqual({ VpsId: vps.taskId, Operation: kind, Actor: actor, Runner: (await vps.get()).runner });
      const summary = await description.staticSummary();
      expect(summary).toContain(vps.taskId);
      expect(summary).toContain(actor);
    }
    expect(operations.map(({ actor }) => actor)).toEqual(['ada@reef', 'ada@reef', '127.0.0.1']);
  });

  it('operations can be found by their search attributes', async () => {
    const vps = await lab.create();
    const actor = lab.newName('actor');
    await callOk(201, 'POST', `/api/vps/snapshots/${vps.taskId}`, { headers: { 'x-holdfast-actor': actor } });
    const found = await eventually('the snapshot is found', async () => {
      const executions = [];
      for await (const execution of temporal().workflow.list({
        query: `Actor = '${actor}' AND Operation = 'snapshot' AND VpsId = '${vps.taskId}'`,
      })) {
        executions.push(execution);
      }
      return executions.length > 0 && executions;
    });
    expect(found).toMatchObject([{ type: 'createSnapshot', status: { name: 'COMPLETED' } }]);
  });

  it('the VPS is one execution that runs as long as the VPS exists and shows its state', async () => {
    const vps = await lab.create();
    const handle = temporal().workflow.getHandle(`vps-${vps.taskId}`);
    const status = async () =>
      (await handle.describe()).typedSearchAttributes.get(defineSearchAttributeKey('VpsStatus', 'KEYWORD'));
    expect(await handle.describe()).toMatchObject({ type: 'vps', status: { name: 'RUNNING' } });
    expect(await status()).toBe('running');
    await vps.stop({ snapshot: false });
    // The answer does not wait for the record's attributes to be written.
    await eventually('its status follows', async () => (await status()) === 'stopped');
    await lab.deleteVps(vps);
    await eventually(
      'the execution has ended',
      async () => (await handle.describe()).status.name === 'COMPLETED',
    );
  });

  it('a VPS whose creation failed has no execution that goes on', async () => {
    const task_id = lab.newTaskId();
    await expect(lab.createRaw({ task_id, image: 'holdfast-no-such-image' })).rejects.toThrow(/422/);
    const handle = temporal().workflow.getHandle(`vps-${task_id}`);
    await eventually(
      'the execution has ended',
      async () => (await handle.describe()).status.name === 'COMPLETED',
    );
  });

  it('the steps of an operation say what they are for', async () => {
    const vps = await lab.create();
    const [create] = await listOperations(vps.taskId, 1);
    const history = await temporal()
      .workflow.getHandle(create?.id ?? '')
      .fetchHistory();
    const steps = (history.events ?? []).filter((event) => event.activityTaskScheduledEventAttributes);
    expect(steps.length).toBeGreaterThanOrEqual(4);
    for (const { userMetadata } of steps) {
      expect(Buffer.from(userMetadata?.summary?.data ?? []).length).toBeGreaterThan(2);
    }
  });
});
