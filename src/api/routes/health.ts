import { Router } from 'express';
import type { AppDeps } from '../app-deps';
import { isTemporalUnreachable } from '../temporal/grpc-errors';
import { resource } from './resource';

/** For supervisors: whether the process lives, and whether it can do its work. Open to everybody. */
export function healthRoutes(deps: AppDeps): Router {
  const router = Router();

  resource(router, '/health/live', {
    get: (_req, res) => {
      res.json({ status: 'live' });
    },
  });

  resource(router, '/health/ready', {
    get: async (_req, res) => {
      const { temporal, host_worker } = await checkReadiness(deps);
      const isReady = temporal && host_worker;
      res
        .status(isReady ? 200 : 503)
        .json({ status: isReady ? 'ready' : 'not ready', temporal, host_worker });
    },
  });

  return router;
}

async function checkReadiness({ runners }: AppDeps): Promise<{ temporal: boolean; host_worker: boolean }> {
  try {
    return { temporal: true, host_worker: await runners.hostIsAlive() };
  } catch (error) {
    if (isTemporalUnreachable(error)) return { temporal: false, host_worker: false };
    throw error;
  }
}
