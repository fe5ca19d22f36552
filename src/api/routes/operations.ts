import { Router } from 'express';
import type { AppDeps } from '../app-deps';
import { cancelOperation } from '../cancel-operation';
import { parse, parseOperationRef } from '../parse';
import { emptyBody } from '../schemas/bodies';
import { listOperationsQuery } from '../schemas/queries';
import { listOperations } from '../temporal/list-operations';
import { requireSettledOperation } from '../temporal/settled-operation';
import { pathParam, resource } from './resource';

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
      res.json(await requireSettledOperation(deps, operation));
    },
    delete: async (req, res) => {
      const operation = parseOperationRef(pathParam(req, 'operation_id'));
      parse(emptyBody, req.body, 'body');
      await cancelOperation(deps, req, res, operation);
    },
  });

  return router;
}
