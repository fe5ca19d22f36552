import { Router } from 'express';
import { actorOf } from '../actor';
import type { AppDeps } from '../app-deps';
import { parse } from '../parse';
import { rebuildRunner } from '../rebuild-runner';
import { emptyBody } from '../schemas/bodies';
import { silentSeconds } from '../temporal/runners';
import { pathParam, resource } from './resource';

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

  resource(router, '/runners/:name/rebuild', {
    post: async (req, res) => {
      parse(emptyBody, req.body, 'body');
      res.json(await rebuildRunner(deps, pathParam(req, 'name'), actorOf(req)));
    },
  });

  return router;
}
