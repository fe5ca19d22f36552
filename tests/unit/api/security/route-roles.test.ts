import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { neededRole, ROUTE_ROLES } from '../../../../src/api/security/route-roles';

const FOLDER = join(__dirname, '../../../../src/api/routes');

/** Every path that a router serves, with its parameters' names. */
function servedPaths(): string[] {
  return readdirSync(FOLDER).flatMap((file) => {
    const source = readFileSync(join(FOLDER, file), 'utf8');
    const found = source.matchAll(/(?:resource\(router, |router\.(?:get|post|patch|delete)\()'(\/[^']*)'/g);
    return [...found].map(([, path = '']) =>
      /^\/(health|metrics|docs|api)\b/.test(path) ? path : `/api${path}`,
    );
  });
}

describe('the table of roles', () => {
  it('names every path that is served', () => {
    const named = new Set(Object.keys(ROUTE_ROLES).map((route) => route.split(' ')[1]));
    expect(servedPaths().length).toBeGreaterThan(15);
    for (const path of servedPaths()) expect(named).toContain(path);
  });

  it('lets a reader read and do nothing else', () => {
    for (const [route, role] of Object.entries(ROUTE_ROLES)) {
      if (role === 'read') expect(route).toMatch(/^GET /);
      if (role === null)
        expect(route).toMatch(/^GET \/(health|docs)\b|^GET \/api\/openapi\.json$| \/api\/session$/);
    }
  });

  it.each([
    ['GET', '/api/vps', 'read'],
    ['HEAD', '/api/vps', 'read'],
    ['OPTIONS', '/api/vps/web', 'read'],
    ['GET', '/api/nowhere', 'read'],
    ['POST', '/api/vps/stop/web', 'operate'],
    ['DELETE', '/api/vps/snapshots/web', 'operate'],
    ['DELETE', '/api/vps/snapshots/web/20261125t071200123-k3f9a1', 'operate'],
    ['DELETE', '/api/vps/snapshots', 'admin'],
    ['DELETE', '/api/vps/web', 'admin'],
    ['DELETE', '/api/vps/snapshots%2Fweb', 'admin'],
    ['DELETE', '/api/vps/web/', 'admin'],
    ['DELETE', '/API/VPS/web', 'admin'],
    ['POST', '/api/vps/create', 'admin'],
    ['POST', '/api/VPS/create/', 'admin'],
    ['POST', '/api/nowhere', 'admin'],
    ['PUT', '/api/vps/web', 'admin'],
    ['GET', '/api/vps/terminal/web', 'admin'],
  ])('%s %s takes %s', (method, path, role) => {
    expect(neededRole(method, path)).toBe(role);
  });
});
