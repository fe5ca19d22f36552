import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { mayAct, type Role } from '../domain/roles';
import { type AccessToken, findAccessToken } from '../platform/access-tokens';
import { actorNamed } from './actor';
import type { ApiSettings } from './deps';
import { Problem } from './problems';
import {
  type Caller,
  identificationOf,
  type Identification,
  rememberIdentification,
} from './security/caller';
import { TrustedProxies } from './security/client-address';
import { FailedAttempts } from './security/failed-attempts';
import { checkCookieOrigin, checkOrigin, checkPage } from './security/origin';
import { neededRole } from './security/route-roles';
import { sessionCookiesOf } from './security/session-cookie';
import { openSession } from './security/session-value';

export type AccessSettings = Pick<
  ApiSettings,
  | 'HOLDFAST_HOST'
  | 'HOLDFAST_ALLOWED_HOSTS'
  | 'HOLDFAST_TOKEN'
  | 'HOLDFAST_FAILED_AUTH_LIMIT'
  | 'HOLDFAST_TRUSTED_PROXIES'
>;

const MOST_HEADERS = 100;

/**
 * Who may call. With tokens: whoever shows the secret of one, or the session cookie that was given for it. Without them
 * the API is for this machine alone, and whoever reaches it is an admin, unless a foreign page makes the call.
 */
export class Access {
  private readonly proxies: TrustedProxies;
  private readonly failed: FailedAttempts;

  constructor(private readonly settings: AccessSettings) {
    this.proxies = new TrustedProxies(settings.HOLDFAST_TRUSTED_PROXIES);
    this.failed = new FailedAttempts(settings.HOLDFAST_FAILED_AUTH_LIMIT);
  }

  get hasTokens(): boolean {
    return this.settings.HOLDFAST_TOKEN !== undefined;
  }

  /**
   * For a request that Express does not see, such as the upgrade to a WebSocket.
   *
   * @throws Problem `unauthorized`, `forbidden_role`, `forbidden_origin`, `rate_limited`
   */
  authorise(req: IncomingMessage, needed: Role): { actor: string; role: Role } {
    const caller = requireRole(this.identify(req), needed);
    return { actor: actorNamed(caller, req.headers['x-holdfast-actor']), role: caller.role };
  }

  /** Counts a wrong secret: to be asked once for each request. */
  identify(req: IncomingMessage): Identification {
    const address = this.proxies.clientOf(req);
    try {
      return { address, caller: { ...this.recognise(req, address), address } };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { address, refusal: error };
    }
  }

  /** The token of a secret that somebody signs in with. @throws Problem `unauthorized`, `rate_limited`, `forbidden_origin` */
  signIn(req: IncomingMessage, secret: string): AccessToken {
    checkPage(req.headers, this.settings);
    return this.findToken(secret, this.proxies.clientOf(req));
  }

  private recognise(req: IncomingMessage, address: string): Omit<Caller, 'address'> {
    const { headers } = req;
    if (req.rawHeaders.length > 2 * MOST_HEADERS) {
      throw new Problem('malformed_request', `The request has more than ${MOST_HEADERS} headers.`);
    }
    // Node takes the first of several, and whoever stands between may have looked at another one.
    if ((req.headersDistinct['host'] ?? []).length > 1)
      throw new Problem('malformed_request', 'The request names more than one Host.');
    if (!this.hasTokens) {
      checkOrigin(headers, req.method ?? 'GET', this.settings);
      return { token: null, role: 'admin' };
    }
    const { name, role } =
      headers.authorization === undefined
        ? this.openSession(req)
        : this.findToken(bearerOf(headers.authorization), address);
    return { token: name, role };
  }

  private findToken(secret: string, address: string): AccessToken {
    this.failed.check(address);
    const token = findAccessToken(this.settings.HOLDFAST_TOKEN ?? [], secret);
    if (token !== undefined) return token;
    this.failed.note(address);
    throw new Problem('unauthorized', 'The token is not one of this API.');
  }

  private openSession(req: IncomingMessage): AccessToken {
    const cookies = sessionCookiesOf(req);
    if (cookies.length === 0) {
      throw new Problem('unauthorized', 'The call carries neither a bearer token nor a session.');
    }
    checkCookieOrigin(req, this.settings);
    for (const cookie of cookies) {
      const token = openSession(this.settings.HOLDFAST_TOKEN ?? [], cookie, Date.now());
      if (token !== undefined) return token;
    }
    throw new Problem('unauthorized', 'The session is over. Sign in again.');
  }
}

/** Finds out who calls. What follows from it is said by {@link guardRoutes}: some things are open to everybody. */
export function identifyCaller(access: Access): RequestHandler {
  return (req, _res, next) => {
    rememberIdentification(req, access.identify(req));
    next();
  };
}

/** Lets through who may make this call, by the table of `route-roles.ts`. */
export const guardRoutes: RequestHandler = (req, _res, next) => {
  const needed = neededRole(req.method, req.baseUrl + (req.path === '/' ? '' : req.path));
  const identification = identificationOf(req);
  if (needed !== null) requireRole(identification, needed);
  else if (identification.refusal !== undefined && identification.refusal.code !== 'unauthorized') {
    throw identification.refusal;
  }
  next();
};

function requireRole({ caller, refusal }: Identification, needed: Role): Caller {
  if (caller === undefined) throw refusal;
  if (mayAct(caller.role, needed)) return caller;
  throw new Problem(
    'forbidden_role',
    `This takes the role ${needed}; the token ${caller.token} has the role ${caller.role}.`,
  );
}

function bearerOf(authorization: string): string {
  const [, secret] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  if (secret === undefined) throw new Problem('unauthorized', 'The call carries no bearer token.');
  return secret;
}
