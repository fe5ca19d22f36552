import type { Role } from '../../domain/roles';

/**
 * What each call needs; null is open to whoever may reach the API. This is the whole rule: `read` for every GET,
 * `operate` for what works on a VPS that exists, `admin` for what makes, adopts or removes VPSs, or opens a shell.
 */
export const ROUTE_ROLES = {
  'GET /health/live': null,
  'GET /health/ready': null,
  'GET /api/session': null,
  'POST /api/session': null,
  'DELETE /api/session': null,
  'GET /api/openapi.json': null,
  'GET /docs': null,
  'GET /docs/errors': null,
  'GET /docs/errors/:code': null,
  'GET /docs/assets/:file': null,

  'GET /metrics': 'read',
  'GET /api/events': 'read',
  'GET /api/runners': 'read',
  'GET /api/operations': 'read',
  'GET /api/operations/:operation_id': 'read',
  'GET /api/operations/:operation_id/events': 'read',
  'GET /api/vps': 'read',
  'GET /api/vps/:task_id': 'read',
  'GET /api/vps/snapshots/:task_id': 'read',
  'GET /api/vps/snapshots/:task_id/latest': 'read',

  'DELETE /api/operations/:operation_id': 'operate',
  'PATCH /api/vps/:task_id': 'operate',
  'POST /api/vps/start/:task_id': 'operate',
  'POST /api/vps/stop/:task_id': 'operate',
  'POST /api/vps/pause/:task_id': 'operate',
  'POST /api/vps/resume/:task_id': 'operate',
  'POST /api/vps/restart/:task_id': 'operate',
  'POST /api/vps/snapshots/:task_id': 'operate',
  'DELETE /api/vps/snapshots/:task_id': 'operate',
  'PATCH /api/vps/snapshots/:task_id/:snapshot_id': 'operate',
  'DELETE /api/vps/snapshots/:task_id/:snapshot_id': 'operate',
  'POST /api/vps/snapshots/:task_id/:snapshot_id/restore': 'operate',

  'POST /api/vps/create': 'admin',
  'POST /api/vps/adopt': 'admin',
  'DELETE /api/vps/:task_id': 'admin',
  'POST /api/runners/:name/rebuild': 'admin',
  'GET /api/vps/terminal/:task_id': 'admin',
} as const satisfies Record<string, Role | null>;

export type RouteName = keyof typeof ROUTE_ROLES;

interface Route {
  name: RouteName;
  method: string;
  path: RegExp;
}

const ROUTES: readonly Route[] = (Object.keys(ROUTE_ROLES) as RouteName[]).map((name) => {
  const [method = '', pattern = ''] = name.split(' ');
  return {
    name,
    method,
    path: new RegExp(`^${pattern.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}/?$`),
  };
});

/** The entry of the table that a request means; undefined for all others. */
export function routeOf(method: string, path: string): RouteName | undefined {
  const asked = method === 'HEAD' ? 'GET' : method;
  return ROUTES.find((route) => route.method === asked && route.path.test(path))?.name;
}

/** What a request needs. One that is in no table reads at most; anything else that nobody thought of takes an admin. */
export function neededRole(method: string, path: string): Role | null {
  const route = routeOf(method, path);
  if (route !== undefined) return ROUTE_ROLES[route];
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) ? 'read' : 'admin';
}
