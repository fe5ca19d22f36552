import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { dashboardRoutes } from '../../../src/api/dashboard';
import { useTemporaryFolder } from '../platform/temporary-folder';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const ANYTHING = '*/*';
const JSON_ONLY = 'application/json';

const folder = useTemporaryFolder();
let server: Server;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<title>Holdfast</title>');
  server = express().use(dashboardRoutes(folder)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

describe('the dashboard', () => {
  it.each([
    ['/', BROWSER, 200],
    ['/', ANYTHING, 200],
    ['/', JSON_ONLY, 404],
    ['/vps/web-1', BROWSER, 200],
    ['/vps/web-1', ANYTHING, 404],
    ['/api/nothing', BROWSER, 404],
    ['/assets/nothing.js', BROWSER, 404],
  ])('at %s for who takes %s: %d', async (path, accept, status) => {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept } });
    expect(response.status).toBe(status);
    if (status === 200) expect(await response.text()).toBe('<title>Holdfast</title>');
  });
});
