import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { RequestHandler } from 'express';
import type { ApiSettings } from './deps';
import { Problem, shorten } from './problems';

type AccessSettings = Pick<ApiSettings, 'HOLDFAST_HOST' | 'HOLDFAST_ALLOWED_HOSTS'> &
  Partial<Pick<ApiSettings, 'HOLDFAST_TOKEN'>>;

/** A name or an address, with or without a port. */
const HOST = /^[\w.:[\]-]+$/;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine can reach a server that listens there. */
function isLoopback(host: string): boolean {
  const name = bareHost(host);
  if (isIPv4(name)) return loopback.check(name, 'ipv4');
  if (isIPv6(name)) return loopback.check(name, 'ipv6');
  return name === 'localhost' || name.endsWith('.localhost');
}

/** @throws Error when the API would be open to others */
export function requireSafeAddress({ HOLDFAST_HOST: host, HOLDFAST_TOKEN: token }: AccessSettings): void {
  if (token !== undefined || isLoopback(host)) return;
  throw new Error(`HOLDFAST_HOST is ${host}, where others can reach the API: set HOLDFAST_TOKEN as well.`);
}

/**
 * Who may call. With a token: whoever knows it. Without one the API is for this machine alone, and browsers of this
 * machine also run the pages of others: so the call must go to a name that is ours (a page cannot rebind that), and
 * must not come from a page of another origin.
 */
export function guardAccess(settings: AccessSettings): RequestHandler {
  const { HOLDFAST_TOKEN: token } = settings;
  return (req, _res, next) => {
    // Node takes the first of several, and whoever stands between may have looked at another one.
    if ((req.headersDistinct['host'] ?? []).length > 1)
      throw new Problem('malformed_request', 'The request names more than one Host.');
    if (token !== undefined) checkToken(req.headers, token);
    else checkOrigin(req.headers, req.method, settings);
    next();
  };
}

/** The same for a WebSocket, which any page may connect: its origin is checked also when there is a token. */
export function guardUpgrade(headers: IncomingHttpHeaders, settings: AccessSettings): void {
  const { HOLDFAST_TOKEN: token } = settings;
  const { host = '', origin } = headers;
  if (token === undefined) {
    checkOrigin(headers, 'GET', settings);
    return;
  }
  if (origin !== undefined && !isOurOrigin(origin, host, settings)) {
    throw new Problem('forbidden_origin', `A page of ${shorten(origin)} may not call the API.`);
  }
  checkToken(headers, token);
}

function checkToken(headers: IncomingHttpHeaders, token: string): void {
  const [, given] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  if (given === undefined) throw new Problem('unauthorized', 'The call carries no bearer token.');
  // Of equal length, so that the time tells nothing about the token.
  if (!timingSafeEqual(sha256(given), sha256(token)))
    throw new Problem('unauthorized', 'The token is not the right one.');
}

/** @throws Problem `forbidden_origin` */
export function checkOrigin(headers: IncomingHttpHeaders, method: string, settings: AccessSettings): void {
  const { host = '' } = headers;
  if (!HOST.test(host) || !isOurName(hostOf(`http://${host}`)?.hostname, settings)) {
    throw new Problem('forbidden_origin', `The API is not called ${shorten(host) || '(no Host header)'}.`);
  }
  const { origin } = headers;
  if (origin !== undefined && !isOurOrigin(origin, host, settings)) {
    throw new Problem('forbidden_origin', `A page of ${shorten(origin)} may not call the API.`);
  }
  if (headers['sec-fetch-site'] === 'cross-site' && !isNavigation(headers, method)) {
    throw new Problem('forbidden_origin', 'A page of another site may not call the API.');
  }
}

function isOurName(hostname: string | undefined, settings: AccessSettings): boolean {
  if (hostname === undefined) return false;
  const name = bareHost(hostname);
  return isLoopback(name) || name === bareHost(settings.HOLDFAST_HOST) || isAllowed(name, settings);
}

/** The very same origin, or one of the names that the operator has allowed (a proxy may have changed `Host`). */
function isOurOrigin(origin: string, host: string, settings: AccessSettings): boolean {
  const from = hostOf(origin);
  return (
    from !== undefined && (from.host === hostOf(`http://${host}`)?.host || isAllowed(from.hostname, settings))
  );
}

function isAllowed(hostname: string, settings: AccessSettings): boolean {
  return settings.HOLDFAST_ALLOWED_HOSTS.some((allowed) => bareHost(allowed) === bareHost(hostname));
}

/** Somebody follows a link to the dashboard: that reads, and the page that holds the link learns nothing. */
function isNavigation(headers: IncomingHttpHeaders, method: string): boolean {
  return (
    method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  );
}

function hostOf(url: string): URL | undefined {
  try {
    const parsed = new URL(url);
    return parsed.hostname === '' || parsed.username !== '' ? undefined : parsed;
  } catch {
    return undefined;
  }
}

/** Lower-case, without the brackets of IPv6 or a final dot. */
function bareHost(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^\[|\]$|\.$/g, '');
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
