import { type Request, Router } from 'express';
import type { AppDeps } from '../app-deps';
import { changeVps, performChange } from '../change';
import { defined } from '../defined';
import { parse, parseSnapshotRef, parseTaskId } from '../parse';
import { patchSnapshot } from '../patch-snapshot';
import { Problem } from '../problems';
import { resolveSnapshot } from '../resolve-snapshot';
import { emptyBody, patchSnapshotBody, restoreBody, snapshotBody, snapshotQuery } from '../schemas/bodies';
import { requireVps } from '../temporal/read-vps';
import { newestSnapshot, viewSnapshot, viewSnapshots } from '../views/snapshot-view';
import { pathParam, resource } from './resource';

/** The snapshots of a VPS: taken, listed, named and pinned, restored, deleted. */
export function snapshotRoutes(deps: AppDeps): Router {
  const router = Router();

  resource(router, '/vps/snapshots/:task_id', {
    get: async (req, res) => {
      const { record } = await requireVps(deps, parseTaskId(pathParam(req, 'task_id')));
      const snapshots = viewSnapshots(record);
      res.json({ task_id: record.task_id, snapshots, count: snapshots.length });
    },
    post: async (req, res) => {
      const taskId = parseTaskId(pathParam(req, 'task_id'));
      // The message may also stand in the query, where the clients of the contract put it.
      const query = defined(parse(snapshotQuery, req.query, 'query'));
      const params = { ...query, ...defined(parse(snapshotBody, req.body, 'body')) };
      await performChange(
        deps,
        req,
        res,
        changeVps(deps, { kind: 'snapshot', taskId, asked: params, params }),
      );
    },
    delete: async (req, res) => {
      const taskId = parseTaskId(pathParam(req, 'task_id'));
      requireNoOpenEnd(req);
      parse(emptyBody, req.body, 'body');
      const change = changeVps(deps, { kind: 'delete_snapshots', taskId, asked: {}, params: {} });
      await performChange(deps, req, res, change);
    },
  });

  resource(router, '/vps/snapshots/:task_id/latest', {
    get: async (req, res) => {
      const { record } = await requireVps(deps, parseTaskId(pathParam(req, 'task_id')));
      const newest = newestSnapshot(record);
      if (newest === undefined) {
        throw new Problem('snapshot_not_found', `${record.task_id} has no snapshots.`);
      }
      res.json(viewSnapshot(record, newest));
    },
  });

  resource(router, '/vps/snapshots/:task_id/:snapshot_id', {
    patch: async (req, res) => {
      const taskId = parseTaskId(pathParam(req, 'task_id'));
      const reference = parseSnapshotRef(pathParam(req, 'snapshot_id'));
      const patch = parse(patchSnapshotBody, req.body, 'body');
      await patchSnapshot(deps, req, res, { taskId, reference, patch });
    },
    delete: async (req, res) => {
      const taskId = parseTaskId(pathParam(req, 'task_id'));
      const reference = parseSnapshotRef(pathParam(req, 'snapshot_id'));
      parse(emptyBody, req.body, 'body');
      const change = changeVps(deps, {
        kind: 'delete_snapshot',
        taskId,
        asked: { snapshot_id: reference },
        params: ({ record }) => ({ snapshot_id: resolveSnapshot(record, reference).id }),
      });
      await performChange(deps, req, res, change);
    },
  });

  resource(router, '/vps/snapshots/:task_id/:snapshot_id/restore', {
    post: async (req, res) => {
      const taskId = parseTaskId(pathParam(req, 'task_id'));
      const reference = parseSnapshotRef(pathParam(req, 'snapshot_id'));
      const body = defined(parse(restoreBody, req.body, 'body'));
      const change = changeVps(deps, {
        kind: 'restore',
        taskId,
        asked: { ...body, snapshot_id: reference },
        params: ({ record }) => ({ ...body, snapshot_id: resolveSnapshot(record, reference).id }),
      });
      await performChange(deps, req, res, change);
    },
  });

  return router;
}

/** Whoever meant one snapshot, and has an empty id in hand, is not to lose all of them. */
function requireNoOpenEnd({ path }: Request): void {
  if (!path.endsWith('/')) return;
  throw new Problem(
    'invalid_request',
    'Nothing follows the last / of the path; without it, all are deleted.',
  );
}
