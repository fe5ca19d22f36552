import { call, callOk, callRefused } from './support/client';
import { docker, imagesOf } from './support/docker';
import { useLab } from './support/lab';
import type { SnapshotAnswer, SnapshotListAnswer } from './support/shapes';
import type { TestVps } from './support/test-vps';

/** Each line of the page that users of Docker VPS snapshots know, in its order. */
const lab = useLab();
const snapshotsOf = (taskId: string) => `/api/vps/snapshots/${taskId}`;

describe('Manual snapshots: POST /api/vps/snapshots/<task_id>', () => {
  it('takes one of a running VPS, without a body, as curl sends it', async () => {
    const vps = await lab.create();
    const answer = await call('POST', snapshotsOf(vps.taskId));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.body).toMatchObject({
      message: expect.any(String) as unknown,
      tag: expect.stringMatching(new RegExp(`^holdfast/${vps.taskId}:`)) as unknown,
    });
    expect(await imagesOf(vps.taskId)).toEqual([answer.body['tag']]);
    expect((await vps.get()).status).toBe('running');
  });

  it('takes one of a stopped VPS, which stays stopped', async () => {
    const vps = await lab.create();
    await vps.stop({ snapshot: false });
    await callOk(201, 'POST', snapshotsOf(vps.taskId));
    expect((await vps.get()).status).toBe('stopped');
    expect(await vps.snapshots()).toHaveLength(1);
  });

  it('takes the message from ?message= as well', async () => {
    const vps = await lab.create();
    await callOk(201, 'POST', `${snapshotsOf(vps.taskId)}?message=before%20the%20upgrade`);
    expect(await vps.snapshots()).toMatchObject([{ message: 'before the upgrade', reason: 'manual' }]);
  });
});

describe('Automatic snapshots: AUTO_SNAPSHOT_ON_STOP, MAX_SNAPSHOTS_PER_VPS', () => {
  it('is taken each time a VPS is stopped, by default', async () => {
    const vps = await lab.create();
    const stopped = await callOk(200, 'POST', `/api/vps/stop/${vps.taskId}`);
    expect(stopped['message']).toEqual(expect.any(String));
    expect(await vps.snapshots()).toMatchObject([{ reason: 'stop' }]);
    await vps.start();
    await vps.stop();
    expect(await vps.snapshots()).toHaveLength(2);
  });

  it('deletes the oldest to make room for the new one, at the maximum of 5', async () => {
    const vps = await lab.create();
    const tags: string[] = [];
    for (let i = 0; i < 7; i++) tags.push((await vps.snapshot()).tag);
    const list = await vps.snapshots();
    expect(list.map(({ tag }) => tag)).toEqual(tags.slice(2).reverse());
    expect(await imagesOf(vps.taskId)).toEqual(tags.slice(2).sort());
  });
});

describe('Listing: GET /api/vps/snapshots/<task_id> and .../latest', () => {
  it('lists id, time and size, newest first, with the count', async () => {
    const vps = await lab.create();
    expect(await callOk(200, 'GET', snapshotsOf(vps.taskId))).toEqual({
      task_id: vps.taskId,
      snapshots: [],
      count: 0,
    });
    const before = Date.now();
    await vps.snapshot({ message: 'first', name: 'one' });
    await vps.snapshot();
    const list = await callOk<SnapshotListAnswer>(200, 'GET', snapshotsOf(vps.taskId));
    expect(list).toMatchObject({ task_id: vps.taskId, count: 2 });
    const [newest, oldest] = list.snapshots as [SnapshotAnswer, SnapshotAnswer];
    expect(oldest).toMatchObject({
      task_id: vps.taskId,
      tag: `holdfast/${vps.taskId}:${oldest.id}`,
      name: 'one',
      message: 'first',
      reason: 'manual',
      pinned: false,
      parent: null,
    });
    expect(newest).toMatchObject({ name: null, message: null, parent: oldest.id });
    for (const { created_at, timestamp, size, unique_size, layers } of list.snapshots) {
      expect(Date.parse(created_at)).toBeGreaterThanOrEqual(before);
      expect(timestamp).toBe(Math.floor(Date.parse(created_at) / 1000));
      expect(size).toBeGreaterThan(0);
      expect(unique_size).toBeGreaterThanOrEqual(0);
      expect(unique_size).toBeLessThanOrEqual(size);
      expect(layers).toBeGreaterThan(0);
    }
    expect(newest.created_at > oldest.created_at).toBe(true);
  });

  it('returns only the most recent one as latest', async () => {
    const vps = await lab.create();
    await callRefused(404, 'snapshot_not_found', 'GET', `${snapshotsOf(vps.taskId)}/latest`);
    await vps.snapshot();
    const { tag } = await vps.snapshot();
    expect(await callOk(200, 'GET', `${snapshotsOf(vps.taskId)}/latest`)).toMatchObject({
      task_id: vps.taskId,
      tag,
    });
  });
});

describe('Restoring: POST /api/vps/restart/<task_id>', () => {
  it('brings a stopped VPS back with its programs, files, links, rights and owners', async () => {
    const vps = await lab.create();
    await vps.run(`
      mkdir -p /opt/tool/bin /home/ada/.config /etc/services
      printf '#!/bin/sh\\necho installed\\n' > /opt/tool/bin/tool && chmod 755 /opt/tool/bin/tool
      ln -s /opt/tool/bin/tool /usr/bin/tool 2>/dev/null || ln -s /opt/tool/bin/tool /bin/tool
      ln -s nowhere /home/ada/dangling
      echo secret > /home/ada/key && chmod 600 /home/ada/key && chown 1234:2345 /home/ada/key
      echo port=8080 > /etc/services/web.conf
      dd if=/dev/urandom of=/home/ada/data bs=1024 count=300 2>/dev/null
      touch -d '2020-02-02 02:02:02' /home/ada/data
      chmod 1777 /home/ada/.config; chmod 4755 /opt/tool
    `);
    const look = `
      tool; cat /etc/services/web.conf; sha256sum /home/ada/data; readlink /home/ada/dangling
      stat -c '%n %a %u:%g %s %Y' /opt/tool/bin/tool /home/ada/key /home/ada/data
      stat -c '%n %a %u:%g' /home/ada/.config /opt/tool
    `;
    const before = await vps.run(look);
    expect(before).toContain('installed');
    const { Id } = await vps.inspect();
    await callOk(200, 'POST', `/api/vps/stop/${vps.taskId}`);

    const answer = await callOk(200, 'POST', `/api/vps/restart/${vps.taskId}`);
    expect(answer).toMatchObject({ task_id: vps.taskId, message: expect.any(String) as unknown });

    expect((await vps.get()).status).toBe('running');
    expect(await vps.run(look)).toBe(before);
    expect((await vps.inspect()).Id).not.toBe(Id);
  });

  it('does not bring back processes: they start anew', async () => {
    const vps = await lab.create();
    await vps.run('sleep 4242 &');
    await vps.restart();
    expect(await vps.run('ps -o args || ps')).not.toContain('sleep 4242');
  });
});

describe('Deleting: DELETE /api/vps/snapshots/<task_id>/<snapshot_id>', () => {
  it('deletes one, by its id', async () => {
    const vps = await lab.create();
    const { snapshot } = await vps.snapshot();
    const { tag } = await vps.snapshot();
    const answer = await callOk(200, 'DELETE', `${snapshotsOf(vps.taskId)}/${snapshot.id}`);
    expect(answer).toMatchObject({ message: expect.any(String) as unknown });
    expect(await vps.snapshots()).toMatchObject([{ tag }]);
    expect(await imagesOf(vps.taskId)).toEqual([tag]);
    await callRefused(404, 'snapshot_not_found', 'DELETE', `${snapshotsOf(vps.taskId)}/${snapshot.id}`);
  });

  it('deletes one by the unix second that it was taken in', async () => {
    const vps = await lab.create();
    await vps.snapshot();
    const [snapshot] = await vps.snapshots();
    await callOk(200, 'DELETE', `${snapshotsOf(vps.taskId)}/${snapshot?.timestamp}`);
    expect(await vps.snapshots()).toEqual([]);
    await callRefused(404, 'snapshot_not_found', 'DELETE', `${snapshotsOf(vps.taskId)}/1000000000`);
  });

  it('deletes none when two were taken in that second: an id says which', async () => {
    const vps = await lab.create();
    await vps.snapshot();
    const twin = await copySnapshot(vps, 'aaaaaa');
    await vps.pause();
    const [a, b] = await vps.snapshots();
    expect(a?.timestamp).toBe(b?.timestamp);
    const answer = await call('DELETE', `${snapshotsOf(vps.taskId)}/${a?.timestamp}`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body['detail']).toContain(twin);
    expect(await vps.snapshots()).toHaveLength(2);
    await callOk(200, 'DELETE', `${snapshotsOf(vps.taskId)}/${twin}`);
    expect(await vps.snapshots()).toHaveLength(1);
  });

  it('deletes all of a VPS, and says how many', async () => {
    const vps = await lab.create();
    await vps.snapshot();
    await vps.snapshot();
    await vps.snapshot();
    const answer = await callOk(200, 'DELETE', snapshotsOf(vps.taskId));
    expect(answer).toMatchObject({ message: expect.any(String) as unknown, deleted_count: 3 });
    expect(await vps.snapshots()).toEqual([]);
    expect(await imagesOf(vps.taskId)).toEqual([]);
    expect(await callOk(200, 'DELETE', snapshotsOf(vps.taskId))).toMatchObject({ deleted_count: 0 });
  });

  it('deletes none for an id that is empty', async () => {
    const vps = await lab.create();
    await vps.snapshot();
    await callRefused(400, 'invalid_request', 'DELETE', `${snapshotsOf(vps.taskId)}/`);
    expect(await vps.snapshots()).toHaveLength(1);
  });

  it('keeps those that are pinned and the one that the VPS stands on, and says why', async () => {
    const vps = await lab.create();
    const pinned = (await vps.snapshot({ pinned: true })).snapshot.id;
    await vps.snapshot();
    const { snapshot_id } = await vps.restart();
    await callRefused(409, 'snapshot_pinned', 'DELETE', `${snapshotsOf(vps.taskId)}/${pinned}`);
    await callRefused(409, 'snapshot_in_use', 'DELETE', `${snapshotsOf(vps.taskId)}/${snapshot_id}`);
    const answer = await callOk<{ kept: { id: string; reason: string }[] }>(
      200,
      'DELETE',
      snapshotsOf(vps.taskId),
    );
    expect(answer).toMatchObject({ deleted_count: 1 });
    expect(answer.kept).toHaveLength(2);
    expect(answer.kept).toEqual(
      expect.arrayContaining([
        { id: pinned, reason: 'pinned' },
        { id: snapshot_id, reason: 'in_use' },
      ]),
    );
  });
});

/** Makes a second snapshot of the same moment, past the API: the labels of its image say all that there is to know. */
async function copySnapshot(vps: TestVps, unique: string): Promise<string> {
  const [snapshot] = await vps.snapshots();
  const id = `${snapshot?.id.slice(0, -6)}${unique}`;
  const container = await docker().createContainer({ Image: snapshot?.tag ?? '' });
  const { Id } = (await container.commit({ changes: `LABEL holdfast.snapshot_id=${id}` })) as { Id: string };
  await container.remove();
  await docker()
    .getImage(Id)
    .tag({ repo: `holdfast/${vps.taskId}`, tag: id });
  return id;
}
