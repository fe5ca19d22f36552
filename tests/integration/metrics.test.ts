import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stack } from '../support/stack';
import { callRefused } from './support/client';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import { SecondServer } from './support/second-server';

const DEPLOY = join(__dirname, '..', '..', 'deploy');
const lab = useLab();
const brief = new SecondServer({ HOLDFAST_METRICS_PER_VPS: 'false' });

beforeAll(() => brief.start());
afterAll(() => brief.end());

async function scrape(url: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  return response.text();
}

/** The value of the one series of this name that has these labels; undefined when there is none. */
function valueOf(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const found = text.split('\n').filter((line) => {
    const rest = line.startsWith(name) ? line.slice(name.length) : '';
    return (
      /^[{ ]/.test(rest) && Object.entries(labels).every(([key, value]) => rest.includes(`${key}="${value}"`))
    );
  });
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0] === undefined ? undefined : Number(found[0].split(' ').at(-1));
}

const namesIn = (text: string): Set<string> =>
  new Set([...text.matchAll(/^([a-zA-Z_:][\w:]*)[{ ]/gm)].map(([, name = '']) => name));

describe('the metrics', () => {
  it('of the API tell of VPSs, snapshots, runners and requests', async () => {
    const vps = await lab.create();
    await vps.write('/some-bytes', 'so that the snapshot has some');
    await vps.snapshot();
    const { runner } = stack();
    const text = await eventually('the snapshot is counted', async () => {
      const seen = await scrape(`${stack().apiUrl}/metrics`);
      return valueOf(seen, 'holdfast_vps_newest_snapshot_age_seconds', { vps: vps.taskId }) === undefined
        ? undefined
        : seen;
    });
    expect(valueOf(text, 'holdfast_temporal_reachable')).toBe(1);
    expect(valueOf(text, 'holdfast_vps', { runner, status: 'running' })).toBeGreaterThanOrEqual(1);
    expect(valueOf(text, 'holdfast_snapshots', { runner })).toBeGreaterThanOrEqual(1);
    expect(valueOf(text, 'holdfast_snapshot_bytes', { runner })).toBeGreaterThan(0);
    expect(valueOf(text, 'holdfast_operations_queued', { runner })).toBeGreaterThanOrEqual(0);
    expect(valueOf(text, 'holdfast_runner_alive', { runner })).toBe(1);
    expect(valueOf(text, 'holdfast_runner_heartbeat_age_seconds', { runner })).toBeLessThan(15);
    expect(valueOf(text, 'holdfast_vps_newest_snapshot_age_seconds', { vps: vps.taskId })).toBeLessThan(60);
    const free = valueOf(text, 'holdfast_disk_free_bytes', { runner }) ?? 0;
    expect(free).toBeGreaterThan(0);
    expect(valueOf(text, 'holdfast_disk_size_bytes', { runner })).toBeGreaterThan(free);
    const requests = { method: 'POST', route: '/api/vps/snapshots/:task_id', status: '201' };
    expect(valueOf(text, 'holdfast_http_request_duration_seconds_count', requests)).toBeGreaterThanOrEqual(1);
    expect(text).not.toContain(`/api/vps/snapshots/${vps.taskId}`);
  });

  it('of the API leave out single VPSs when they are told to', async () => {
    const text = await scrape(`${brief.url}/metrics`);
    expect(namesIn(text)).toContain('holdfast_vps');
    expect(namesIn(text)).not.toContain('holdfast_vps_newest_snapshot_age_seconds');
  });

  it('of a worker count operations by kind and result, with how long they took', async () => {
    const vps = await lab.create();
    const labels = { kind: 'pause', result: 'succeeded' };
    const read = async (name: string) => valueOf(await scrape(stack().workerMetricsUrl), name, labels) ?? 0;
    const before = await read('holdfast_operations_total');
    await vps.pause();
    await vps.resume();
    await eventually('the pause is counted', async () => (await read('holdfast_operations_total')) > before);
    const seconds = await read('holdfast_operation_duration_seconds_sum');
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(60);
  });

  it('of a worker count what failed as failed', async () => {
    const labels = { kind: 'create', result: 'failed' };
    const read = async () =>
      valueOf(await scrape(stack().workerMetricsUrl), 'holdfast_operations_total', labels) ?? 0;
    const before = await read();
    const body = { image: 'holdfast.invalid/nothing:1', task_id: lab.newTaskId(), runner: stack().runner };
    await callRefused(422, 'image_not_found', 'POST', '/api/vps/create', { body });
    await eventually('the failure is counted', async () => (await read()) > before);
  });

  it('are all that the dashboard and the alerts name', async () => {
    const [api, worker] = await Promise.all([
      scrape(`${stack().apiUrl}/metrics`),
      scrape(stack().workerMetricsUrl),
    ]);
    const there = new Set([...namesIn(api), ...namesIn(worker)]);
    for (const file of ['grafana-dashboard.json', 'alerts.yml', 'README.md']) {
      const text = readFileSync(join(DEPLOY, file), 'utf8');
      const named = new Set(
        [...text.matchAll(/\b(?:holdfast|temporal|process|nodejs)_[a-z0-9_]*[a-z0-9]\b/g)].map(String),
      );
      expect(named.size).toBeGreaterThan(4);
      const missing = [...named].filter((name) => !there.has(name) && !there.has(`${name}_count`));
      expect({ file, missing }).toEqual({ file, missing: [] });
    }
  });
});
