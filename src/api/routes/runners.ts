import { Router } from 'express';
import { actorOf } from '../actor';
import type { AppDeps } from '../app-deps';
import { parse } from '../parse';
import { rebuildRunner } from '../rebuild-runner';
import { emptyBody } from '../schemas/bodies';
import { viewRunners } from '../views/runner-view';
import { pathParam, resource } from './resource';

/** The machines. */
export function runnerRoutes(deps: AppDeps): Router {
  const router = Router();

  resource(router, '/runners', {
    get: async (_req, res) => {
      const runners = await viewRunners(deps.runners);
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
