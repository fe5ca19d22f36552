import { Router } from 'express';
import type { AppDeps } from '../app-deps';
import { cancelOperation } from '../cancel-operation';
import { parse, parseOperationRef } from '../parse';
import { emptyBody } from '../schemas/bodies';
import { listOperationsQuery } from '../schemas/queries';
import { listOperations } from '../temporal/list-operations';
import { requireOperation } from '../temporal/read-operations';
import { waitForRecord } from '../temporal/wait';
import type { OperationView } from '../views/operation-view';
import { pathParam, resource } from './resource';

const JUST_NOW_MS = 5000;

/** The audit: every operation that was ever asked for, as long as Temporal keeps it. */
export function operationRoutes(deps: AppDeps): Router {
  const router = Router();

  resource(router, '/operations', {
    get: async (req, res) => {
      const { limit, next, ...filter } = parse(listOperationsQuery, req.query, 'query');
      const { operations, ...more } = await listOperations(deps, filter, { limit, next });
      res.json({ operations, count: operations.length, ...more });
    },
  });

  resource(router, '/operations/:operation_id', {
    get: async (req, res) => {
      const operation = parseOperationRef(pathParam(req, 'operation_id'));
      const view = await requireOperation(deps, operation);
      if (hasJustEnded(view)) await waitForRecord(deps, operation);
      res.json(view);
    },
    delete: async (req, res) => {
      const operation = parseOperationRef(pathParam(req, 'operation_id'));
      parse(emptyBody, req.body, 'body');
      await cancelOperation(deps, req, res, operation);
    },
  });

  return router;
}

/** Whoever learns that an operation has ended may look at the VPS next, and is to find there what it did. */
function hasJustEnded({ ended_at }: OperationView): boolean {
  return ended_at !== null && Date.now() - Date.parse(ended_at) < JUST_NOW_MS;
}
