import type { Request, Response, Router } from 'express';
import { Problem } from '../problems';

type Method = 'get' | 'post' | 'patch' | 'delete';
type Handler = (req: Request, res: Response) => Promise<void> | void;

/** Serves a path with these methods; any other one is answered with 405 and `Allow`. */
export function resource(router: Router, path: string, handlers: { [M in Method]?: Handler }): void {
  const route = router.route(path);
  const methods = Object.entries(handlers) as [Method, Handler][];
  for (const [method, handler] of methods) route[method](handler);
  const allowed = methods.flatMap(([method]) =>
    method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
  );
  route.all((req, res) => {
    res.set('Allow', allowed.join(', '));
    if (req.method === 'OPTIONS') {
      res.status(204).end();
      return;
    }
    throw new Problem('method_not_allowed', `${req.method} is not possible here; ${allowed.join(', ')} is.`);
  });
}

/** A parameter of the path, decoded. */
export function pathParam(req: Request, name: string): string {
  const value = req.params[name];
  return typeof value === 'string' ? value : '';
}
