import { callOk, callRefused } from './support/client';
import { useLab } from './support/lab';

const lab = useLab();
const refused = (action: string, taskId: string) =>
  callRefused(409, 'invalid_state', 'POST', `/api/vps/${action}/${taskId}`);

describe('start, stop, pause and resume', () => {
  it('stops a running VPS and starts it again, with its files and as the same container', async () => {
    const vps = await lab.create();
    await vps.write('/root/note', 'still here');
    const { Id } = await vps.inspect();
    const stopped = await vps.stop({ snapshot: false });
    expect(stopped).toMatchObject({ message: 'VPS stopped', snapshot: null });
    expect((await vps.inspect()).State.Running).toBe(false);
    expect((await vps.get()).status).toBe('stopped');

    await vps.start();
    expect(await vps.inspect()).toMatchObject({ Id, State: { Running: true } });
    expect((await vps.get()).status).toBe('running');
    expect(await vps.read('/root/note')).toBe('still here');
  });

  it('freezes a running VPS and lets it go on', async () => {
    const vps = await lab.create();
    await vps.pause();
    expect((await vps.inspect()).State.Paused).toBe(true);
    expect((await vps.get()).status).toBe('paused');
    await vps.resume();
    expect((await vps.inspect()).State).toMatchObject({ Paused: false, Running: true });
    expect((await vps.get()).status).toBe('running');
  });

  it('stops a paused VPS', async () => {
    const vps = await lab.create();
    await vps.pause();
    await vps.stop({ snapshot: false });
    expect((await vps.inspect()).State).toMatchObject({ Paused: false, Running: false });
    expect((await vps.get()).status).toBe('stopped');
  });

  it('starts one that has crashed', async () => {
    const vps = await lab.create({
      restart_policy: 'no',
      command: 'test -f /up || { touch /up; sleep 86400; }; sleep 86400',
    });
    await vps.container.kill();
    await vps.container.wait();
    await vps.start();
    expect((await vps.get()).status).toBe('running');
  });

  it('refuses to start what runs, and what is paused, and says which call leads on', async () => {
    const vps = await lab.create();
    expect((await refused('start', vps.taskId)).detail).toMatch(/running already/);
    await vps.pause();
    expect((await refused('start', vps.taskId)).detail).toContain(`/api/vps/resume/${vps.taskId}`);
  });

  it('refuses to stop, pause or resume what is stopped', async () => {
    const vps = await lab.create({ start: false });
    expect((await refused('stop', vps.taskId)).detail).toMatch(/stopped already/);
    await refused('pause', vps.taskId);
    await refused('resume', vps.taskId);
    expect((await vps.inspect()).State.Status).toBe('created');
  });

  it('refuses to pause what is paused and to resume what runs', async () => {
    const vps = await lab.create();
    await refused('resume', vps.taskId);
    await vps.pause();
    await refused('pause', vps.taskId);
    expect((await vps.inspect()).State.Paused).toBe(true);
  });

  it('refuses all of them when the container is gone, and names the way back', async () => {
    const vps = await lab.create();
    await vps.container.remove({ force: true });
    for (const action of ['start', 'stop', 'pause', 'resume']) {
      const { detail } = await refused(action, vps.taskId);
      expect(detail).toContain(`/api/vps/restart/${vps.taskId}`);
    }
    expect((await vps.get()).status).toBe('missing');
  });

  it('answers 404 for a VPS that does not exist', async () => {
    for (const action of ['start', 'stop', 'pause', 'resume', 'restart', 'snapshots']) {
      await callRefused(404, 'vps_not_found', 'POST', `/api/vps/${action}/t-no-such-vps`);
    }
    await callRefused(404, 'vps_not_found', 'DELETE', '/api/vps/t-no-such-vps');
    await callRefused(404, 'vps_not_found', 'PATCH', '/api/vps/t-no-such-vps', {
      body: { max_snapshots: 1 },
    });
  });

  it('answers with the result of the change, at once visible to a read', async () => {
    const vps = await lab.create();
    const answer = await callOk(200, 'POST', `/api/vps/pause/${vps.taskId}`);
    expect(answer).toMatchObject({ message: 'VPS paused', task_id: vps.taskId });
    expect((await vps.get()).status).toBe('paused');
  });
});
