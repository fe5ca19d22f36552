import type { ApiRoute } from './route';
import { EVENT_ROUTES } from './routes/events';
import { LIFECYCLE_ROUTES } from './routes/lifecycle';
import { OPERATION_ROUTES } from './routes/operations';
import { RUNNER_ROUTES } from './routes/runners';
import { SERVICE_ROUTES } from './routes/service';
import { SESSION_ROUTES } from './routes/session';
import { SNAPSHOT_ROUTES } from './routes/snapshots';
import { VPS_ROUTES } from './routes/vps';

/**
 * Every call of the API. The document is generated from this table; a test fails for a route that is served and not
 * listed here, and another one calls each of them and compares what comes back.
 */
export const API_ROUTES: readonly ApiRoute[] = [
  ...VPS_ROUTES,
  ...LIFECYCLE_ROUTES,
  ...SNAPSHOT_ROUTES,
  ...OPERATION_ROUTES,
  ...RUNNER_ROUTES,
  ...EVENT_ROUTES,
  ...SESSION_ROUTES,
  ...SERVICE_ROUTES,
];
