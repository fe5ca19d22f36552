import { call, callOk } from './support/client';
import { useLab } from './support/lab';
import { listOperations, readOperation, submit, untilEnded, untilStep } from './support/operations';
import type { PendingAnswer, VpsAnswer } from './support/shapes';

/** For some twenty snapshots in a row, also on a machine that has other things to do. */
const MANY_MS = 90_000;

const lab = useLab();
const createSlow = async () => lab.createDeaf({ stop_timeout: 4 });

describe('operations on one VPS', () => {
  it('run one at a time, in the order in which they were asked for', async () => {
    const vps = await lab.create({ policy: { max_snapshots: 0 } });
    const ids: string[] = [];
    for (const path of ['snapshots', 'restart', 'pause', 'snapshots', 'resume', 'stop', 'start', 'restart']) {
      ids.push(await submit(`/api/vps/${path}/${vps.taskId}`));
    }
    await untilEnded(ids.at(-1) ?? '');
    const operations = await Promise.all(ids.map(readOperation));
    expect(operations.map(({ status }) => status)).toEqual(ids.map(() => 'succeeded'));
    operations.reduce((before, after) => {
      expect(Date.parse(after.started_at ?? '')).toBeGreaterThanOrEqual(Date.parse(before.ended_at ?? ''));
      return after;
    });
    expect((await vps.get()).status).toBe('running');
  });

  it('run at the same time as those on others', async () => {
    const slow = await createSlow();
    const quick = await lab.create();
    const stop = await submit(`/api/vps/stop/${slow.taskId}`);
    await untilStep(stop, 'stopContainer');
    await quick.snapshot();
    expect((await readOperation(stop)).status).toBe('running');
    await untilEnded(stop);
  });

  it('show while they run and while they wait', async () => {
    const vps = await createSlow();
    const stop = await submit(`/api/vps/stop/${vps.taskId}`);
    const start = await submit(`/api/vps/start/${vps.taskId}`);
    const shown = await callOk<VpsAnswer & { operation: { id: string } | null; queue: { id: string }[] }>(
      200,
      'GET',
      `/api/vps/${vps.taskId}`,
    );
    expect(shown.operation?.id).toBe(stop);
    expect(shown.queue.map(({ id }) => id)).toEqual([start]);
    await untilEnded(start);
  });

  it(
    'are refused with 429 when too many wait, and none that was accepted is lost',
    async () => {
      const vps = await createSlow();
      await vps.patch({ max_snapshots: 2 });
      const stop = await submit(`/api/vps/stop/${vps.taskId}`);
      const answers = await Promise.all(
        Array.from({ length: 25 }, () =>
          call<{ operation_id: string; code?: string }>('POST', `/api/vps/snapshots/${vps.taskId}`, {
            headers: { prefer: 'respond-async' },
          }),
        ),
      );
      const accepted = answers.filter(({ status }) => status === 202).map(({ body }) => body.operation_id);
      const refused = answers.filter(({ status }) => status === 429);
      expect(accepted.length + refused.length).toBe(25);
      expect(accepted.length).toBeGreaterThanOrEqual(20);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused[0]?.body.code).toBe('queue_full');
      expect(refused[0]?.headers.get('retry-after')).not.toBeNull();
      expect(new Set(accepted).size).toBe(accepted.length);

      const listed = await listOperations(vps.taskId, accepted.length + 2, MANY_MS);
      expect(listed).toHaveLength(accepted.length + 2);
      expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining([stop, ...accepted]));
      expect(listed.every(({ status }) => status === 'succeeded')).toBe(true);
      expect(await vps.snapshots()).toHaveLength(2);
    },
    MANY_MS + 60_000,
  );

  it('that were accepted before a deletion end in their own words', async () => {
    const vps = await createSlow();
    const stop = await submit(`/api/vps/stop/${vps.taskId}`, { body: { snapshot: false } });
    const remove = await callOk<PendingAnswer>(202, 'DELETE', `/api/vps/${vps.taskId}?snapshots=delete`, {
      headers: { prefer: 'respond-async' },
    });
    const snapshot = await submit(`/api/vps/snapshots/${vps.taskId}`);
    expect(await untilEnded(snapshot)).toMatchObject({ status: 'failed', error: { code: 'vps_not_found' } });
    expect(await untilEnded(remove.operation_id)).toMatchObject({ status: 'succeeded' });
    expect(await untilEnded(stop)).toMatchObject({ status: 'succeeded' });
  });
});
