import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stack } from '../support/stack';
import { call } from './support/client';
import { docker } from './support/docker';
import { useLab } from './support/lab';
import { listOperations } from './support/operations';
import { historyText, useTemporal } from './support/temporal';

const lab = useLab();
const temporal = useTemporal();

describe('the values of environment variables', () => {
  it('are in the container and its images, and nowhere else', async () => {
    const secret = `pearl${randomBytes(12).toString('hex')}`;
    const vps = await lab.create({ env: { PASSWORD: secret, PATH_TO: '/opt' } });
    await vps.snapshot();
    await vps.restart();
    await vps.stop();
    await vps.restart();
    expect(await vps.run('echo "$PASSWORD $PATH_TO"')).toBe(`${secret} /opt\n`);

    const { Config } = await vps.inspect();
    expect(Config.Env).toContain(`PASSWORD=${secret}`);
    expect(JSON.stringify(Config.Labels)).not.toContain(secret);
    const snapshots = await vps.snapshots();
    expect(snapshots).toHaveLength(3);
    for (const { tag } of snapshots) {
      const image = await docker().getImage(tag).inspect();
      expect(JSON.stringify(image.Config.Labels)).not.toContain(secret);
      expect(image.Config.Labels['holdfast.spec']).toContain('PASSWORD');
    }

    const operations = await listOperations(vps.taskId, 5);
    expect(operations).toHaveLength(5);
    for (const id of [...operations.map((operation) => operation.id), `vps-${vps.taskId}`]) {
      const history = await historyText(temporal(), id);
      expect(history).toContain('"env_names":');
      expect(history.includes(secret)).toBe(false);
    }
    for (const path of [
      `/api/vps/${vps.taskId}`,
      '/api/vps?limit=200',
      `/api/vps/snapshots/${vps.taskId}`,
      ...operations.map(({ id }) => `/api/operations/${id}`),
    ]) {
      const { body } = await call('GET', path);
      expect(JSON.stringify(body).includes(secret)).toBe(false);
    }
    expect((await vps.get()).spec?.env_names.sort()).toEqual(['PASSWORD', 'PATH_TO']);
    expect(readFileSync(stack().logFile, 'utf8').includes(secret)).toBe(false);
  });

  it('are not told by a creation that fails', async () => {
    const secret = `pearl${randomBytes(12).toString('hex')}`;
    const task_id = lab.newTaskId();
    const answer = await call('POST', '/api/vps/create', {
      body: {
        task_id,
        image: stack().image,
        runner: stack().runner,
        env: { PASSWORD: secret },
        command: ['/no/such/program'],
        init: false,
      },
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(answer.body).includes(secret)).toBe(false);
    for (const { id } of await listOperations(task_id, 1)) {
      expect((await historyText(temporal(), id)).includes(secret)).toBe(false);
    }
    expect(readFileSync(stack().logFile, 'utf8').includes(secret)).toBe(false);
  });

  it('of an adopted container come with it over a restart, and go nowhere else', async () => {
    const secret = `pearl${randomBytes(12).toString('hex')}`;
    const container = await lab.container({ Env: [`PASSWORD=${secret}`] });
    await container.start();
    const name = (await container.inspect()).Name.slice(1);
    const vps = await lab.adopt(container.id);
    await vps.restart();
    const after = await docker().getContainer(name).inspect();
    expect(after.Config.Env).toContain(`PASSWORD=${secret}`);
    for (const { id } of await listOperations(vps.taskId, 2)) {
      expect((await historyText(temporal(), id)).includes(secret)).toBe(false);
    }
    expect((await historyText(temporal(), `vps-${vps.taskId}`)).includes(secret)).toBe(false);
  });
});
