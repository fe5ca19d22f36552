import type { IncomingMessage } from 'node:http';
import type { CookieOptions } from 'express';
import { SESSION_MS } from './session-value';

export const SESSION_COOKIE = 'holdfast_session';

/** How the cookie is set, and by the same words taken back. */
export function sessionCookieOptions(req: IncomingMessage): CookieOptions {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: cameByHttps(req), maxAge: SESSION_MS };
}

/** All that a request carries: a page of a sibling domain may have set another one of the name. */
export function sessionCookiesOf({ headers }: IncomingMessage): string[] {
  return (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${SESSION_COOKIE}=`))
    .map((pair) => pair.slice(SESSION_COOKIE.length + 1));
}

/** TLS ends at the proxy, if anywhere. Whoever claims it falsely gets a cookie that only himself can't use. */
function cameByHttps({ headers }: IncomingMessage): boolean {
  const protocols = String(headers['x-forwarded-proto'] ?? '').split(',');
  return protocols.at(-1)?.trim().toLowerCase() === 'https';
}
