import { Router } from 'express';
import type { Json } from '../../domain/json';
import { buildSpec, environmentLines } from '../../domain/spec-builder';
import { newVpsRecord } from '../../domain/vps';
import { patchPolicy } from '../../workflows/vps-messages';
import { actorOf } from '../actor';
import type { AppDeps } from '../app-deps';
import { changeVps, performChange } from '../change';
import { defined } from '../defined';
import { refuseManagedContainer } from '../managed-container';
import { parse, parseTaskId } from '../parse';
import { Problem } from '../problems';
import { adoptBody, deleteVpsQuery, emptyBody } from '../schemas/bodies';
import { createVpsBody } from '../schemas/create-vps';
import { patchVpsBody } from '../schemas/policy';
import { listVpsQuery } from '../schemas/queries';
import { chooseRunner } from '../temporal/choose-runner';
import { keepNotes } from '../temporal/keep-notes';
import { listVps, requireVps } from '../temporal/read-vps';
import { startVps, updateVps } from '../temporal/submit';
import { viewVps, viewVpsInFull } from '../views/vps-view';
import { pathParam, resource } from './resource';

/** The fleet, and one VPS: made, looked at, changed, removed. */
export function vpsRoutes(deps: AppDeps): Router {
  const router = Router();

  // By method alone: a VPS may be called `create`, and is then read and deleted by that name.
  router.post('/vps/create', async (req, res) => {
    refuseQemu(req.body);
    const body = parse(createVpsBody, req.body, 'body');
    const { task_id, vps_backend: _docker, runner, start = true, policy = {}, ...request } = body;
    await performChange(deps, req, res, {
      kind: 'create',
      taskId: task_id,
      asked: req.body as Json,
      submit: async (taskId, head) => {
        const lines = environmentLines(request);
        const first = {
          ...head,
          params: {
            image: request.image,
            spec: buildSpec(taskId, request),
            sealed_env: lines.length === 0 ? null : deps.seal(JSON.stringify(lines)),
            start,
          },
        };
        const vps = {
          task_id: taskId,
          runner: await chooseRunner(deps.runners, runner),
          policy: defined(policy),
        };
        await startVps(deps, newVpsRecord(vps, first), first);
      },
    });
  });

  router.post('/vps/adopt', async (req, res) => {
    const { container, runner, task_id } = parse(adoptBody, req.body, 'body');
    await performChange(deps, req, res, {
      kind: 'adopt',
      taskId: task_id,
      asked: req.body as Json,
      submit: async (taskId, head) => {
        const first = { ...head, params: { container } };
        const chosen = await chooseRunner(deps.runners, runner);
        await refuseManagedContainer(deps, chosen, container);
        const vps = { task_id: taskId, runner: chosen, policy: {} };
        await startVps(deps, newVpsRecord(vps, first), first);
      },
    });
  });

  resource(router, '/vps', {
    get: async (req, res) => {
      const { limit, next, ...filter } = parse(listVpsQuery, req.query, 'query');
      const { memos, ...more } = await listVps(deps, filter, { limit, next });
      const vps = memos.map((memo) => viewVps(memo, req.hostname));
      res.json({ vps, count: vps.length, ...more });
    },
  });

  resource(router, '/vps/:task_id', {
    get: async (req, res) => {
      const memo = await requireVps(deps, parseTaskId(pathParam(req, 'task_id')));
      res.json(viewVpsInFull(memo, req.hostname));
    },
    patch: async (req, res) => {
      const taskId = parseTaskId(pathParam(req, 'task_id'));
      const patch = parse(patchVpsBody, req.body, 'body');
      const record = await updateVps(deps, taskId, patchPolicy, [{ patch, actor: actorOf(req) }]);
      const memo = await requireVps(deps, taskId);
      await keepNotes(deps, memo.record);
      res.json({ message: 'Policy changed', ...viewVpsInFull({ ...memo, record }, req.hostname) });
    },
    delete: async (req, res) => {
      const taskId = parseTaskId(pathParam(req, 'task_id'));
      parse(emptyBody, req.body, 'body');
      const params = defined(parse(deleteVpsQuery, req.query, 'query'));
      await performChange(deps, req, res, changeVps(deps, { kind: 'delete', taskId, asked: params, params }));
    },
  });

  return router;
}

/** Before anything else is looked at: such a request has fields of its own, and this is what is wrong with it. */
function refuseQemu(body: unknown): void {
  if (typeof body === 'object' && body !== null && 'vps_backend' in body && body.vps_backend === 'qemu') {
    throw new Problem(
      'qemu_not_supported',
      'Holdfast keeps Docker VPSs; a QEMU virtual machine has no snapshots of this kind.',
    );
  }
}
