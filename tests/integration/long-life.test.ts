import { randomUUID } from 'node:crypto';
import { callOk } from './support/client';
import { useLab } from './support/lab';
import { listOperations } from './support/operations';
import type { VpsAnswer } from './support/shapes';
import { useTemporal } from './support/temporal';

const lab = useLab();
const temporal = useTemporal();

/** Makes the VPS's history long soon: its record is written at each operation. */
const BULKY = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`note${i}`, 'x'.repeat(4000)]));
const MOST_ROUNDS = 15;

describe('a VPS whose history grows too long', () => {
  it('goes on in a new run, which knows all that the old one knew', async () => {
    const vps = await lab.create({ labels: BULKY, policy: { max_snapshots: 3 } });
    const headers = { 'idempotency-key': randomUUID() };
    const snapshot = () => callOk(201, 'POST', `/api/vps/snapshots/${vps.taskId}`, { headers });
    const { operation_id } = await snapshot();
    const runId = async () => (await temporal().workflow.getHandle(`vps-${vps.taskId}`).describe()).runId;
    const firstRun = await runId();

    let operations = 2;
    for (let round = 0; round < MOST_ROUNDS && (await runId()) === firstRun; round++) {
      await vps.pause();
      await vps.resume();
      operations += 2;
    }

    expect(await runId()).not.toBe(firstRun);
    expect(await vps.get()).toMatchObject({
      status: 'running',
      policy: { max_snapshots: 3 },
      spec: { labels: BULKY },
    });
    expect(await vps.snapshots()).toHaveLength(1);
    expect((await snapshot())['operation_id']).toBe(operation_id);
    expect(await vps.snapshots()).toHaveLength(1);
    const { vps: fleet } = await callOk<{ vps: VpsAnswer[] }>(200, 'GET', '/api/vps?limit=200');
    expect(fleet.filter(({ task_id }) => task_id === vps.taskId)).toMatchObject([{ status: 'running' }]);
    expect(await listOperations(vps.taskId, operations)).toHaveLength(operations);
    await vps.restart();
    expect((await vps.get()).status).toBe('running');
  });
});
