import { type Request, Router } from 'express';
import type { Role } from '../../domain/roles';
import { actorOf } from '../actor';
import type { AppDeps } from '../app-deps';
import { parse } from '../parse';
import { emptyBody, signInBody } from '../schemas/bodies';
import type { SessionView } from '../schemas/responses/service';
import { identificationOf } from '../security/caller';
import { SESSION_COOKIE, sessionCookieOptions } from '../security/session-cookie';
import { sealSession } from '../security/session-value';
import { resource } from './resource';

const SIGNED_OUT: SessionView = { auth: 'token', actor: null, role: null, terminal: false };

/** Signing in, for browsers: what they stream and connect carries cookies, and no bearer token. */
export function sessionRoutes({ access, settings }: AppDeps): Router {
  const router = Router();
  const mayOpenTerminals = (role: Role): boolean => role === 'admin' && settings.HOLDFAST_TERMINAL;

  function view(req: Request): SessionView {
    const { caller } = identificationOf(req);
    return caller === undefined
      ? SIGNED_OUT
      : {
          auth: access.hasTokens ? 'token' : 'none',
          actor: actorOf(req),
          role: caller.role,
          terminal: mayOpenTerminals(caller.role),
        };
  }

  resource(router, '/session', {
    get: (req, res) => {
      res.json(view(req));
    },
    post: (req, res) => {
      const { token: secret } = parse(signInBody, req.body, 'body');
      if (!access.hasTokens) {
        res.json(view(req));
        return;
      }
      const token = access.signIn(req, secret);
      res.cookie(SESSION_COOKIE, sealSession(token, Date.now()), sessionCookieOptions(req));
      const { name: actor, role } = token;
      res.json({ auth: 'token', actor, role, terminal: mayOpenTerminals(role) } satisfies SessionView);
    },
    delete: (req, res) => {
      parse(emptyBody, req.body, 'body');
      const { maxAge: _age, ...options } = sessionCookieOptions(req);
      res.clearCookie(SESSION_COOKIE, options);
      res.json(access.hasTokens ? SIGNED_OUT : view(req));
    },
  });

  return router;
}
