import { Router } from 'express';
import type { AppDeps } from '../app-deps';
import { silentSeconds } from '../temporal/runners';
import { resource } from './resource';

/** The machines. */
export function runnerRoutes(deps: AppDeps): Router {
  const router = Router();

  resource(router, '/runners', {
    get: async (_req, res) => {
      const fleet = await deps.runners.fleet();
      const runners = await Promise.all(
        fleet.map(async ({ name, alive, last_seen, vps_count }) => {
          const status = alive ? await deps.runners.status(name) : null;
          return {
            name,
            alive,
            last_seen: last_seen === null ? null : new Date(last_seen).toISOString(),
            silent_seconds: last_seen === null ? null : silentSeconds(last_seen),
            vps_count,
            docker_version: status?.docker?.version ?? null,
            docker_api_version: status?.docker?.api_version ?? null,
            disk: status?.disk ?? null,
            snapshot_bytes: status?.snapshot_bytes ?? null,
            snapshot_count: status?.snapshot_count ?? null,
            vps_containers: status?.vps_containers ?? null,
            cpus: status?.cpus ?? null,
            memory_bytes: status?.memory_bytes ?? null,
          };
        }),
      );
      runners.sort((a, b) => (a.name < b.name ? -1 : 1));
      res.json({ runners, count: runners.length });
    },
  });

  return router;
}
