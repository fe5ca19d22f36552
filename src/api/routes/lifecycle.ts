import { type Request, type Response, Router } from 'express';
import type { OperationKind } from '../../domain/operation';
import type { AppDeps } from '../app-deps';
import { changeVps, performChange } from '../change';
import { defined } from '../defined';
import { parse, parseTaskId } from '../parse';
import { emptyBody, restartBody, stopBody } from '../schemas/bodies';
import { resolveSnapshot } from '../resolve-snapshot';
import { pathParam, resource } from './resource';

/** Start, stop, pause, resume, restart. */
export function lifecycleRoutes(deps: AppDeps): Router {
  const router = Router();

  resource(router, '/vps/start/:task_id', { post: plainly('start') });
  resource(router, '/vps/pause/:task_id', { post: plainly('pause') });
  resource(router, '/vps/resume/:task_id', { post: plainly('resume') });

  resource(router, '/vps/stop/:task_id', {
    post: async (req, res) => {
      const taskId = parseTaskId(pathParam(req, 'task_id'));
      const params = defined(parse(stopBody, req.body, 'body'));
      await performChange(deps, req, res, changeVps(deps, { kind: 'stop', taskId, asked: params, params }));
    },
  });

  resource(router, '/vps/restart/:task_id', {
    post: async (req, res) => {
      const taskId = parseTaskId(pathParam(req, 'task_id'));
      const asked = defined(parse(restartBody, req.body, 'body'));
      const { snapshot_id, ...rest } = asked;
      const change = changeVps(deps, {
        kind: 'restart',
        taskId,
        asked,
        params:
          snapshot_id === undefined
            ? rest
            : ({ record }) => ({ ...rest, snapshot_id: resolveSnapshot(record, snapshot_id).id }),
      });
      await performChange(deps, req, res, change);
    },
  });

  /** A call that takes nothing but the VPS. */
  function plainly(kind: Extract<OperationKind, 'start' | 'pause' | 'resume'>) {
    return async (req: Request, res: Response) => {
      const taskId = parseTaskId(pathParam(req, 'task_id'));
      parse(emptyBody, req.body, 'body');
      await performChange(deps, req, res, changeVps(deps, { kind, taskId, asked: {}, params: {} }));
    };
  }

  return router;
}
