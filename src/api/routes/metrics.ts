import { Router } from 'express';
import type { AppDeps } from '../app-deps';
import type { ApiMetrics } from '../metrics/api-metrics';
import { FleetReader } from '../metrics/read-fleet';
import { showFleet } from '../metrics/show-fleet';
import { resource } from './resource';

/** For Prometheus. While Temporal is away this answers all the same, and says so. */
export function metricsRoutes(deps: AppDeps, metrics: ApiMetrics): Router {
  const router = Router();
  const reader = new FleetReader(deps);

  resource(router, '/metrics', {
    get: async (_req, res) => {
      const fleet = await reader.read();
      showFleet(metrics, fleet, deps.settings.HOLDFAST_METRICS_PER_VPS);
      res.set('Content-Type', metrics.registry.contentType).send(await metrics.registry.metrics());
    },
  });

  return router;
}
