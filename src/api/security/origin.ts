import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { ApiSettings } from '../deps';
import { Problem, shorten } from '../problems';

type OriginSettings = Pick<ApiSettings, 'HOLDFAST_HOST' | 'HOLDFAST_ALLOWED_HOSTS'>;

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
export function requireSafeAddress({
  HOLDFAST_HOST: host,
  HOLDFAST_TOKEN: tokens,
}: Pick<ApiSettings, 'HOLDFAST_HOST' | 'HOLDFAST_TOKEN'>): void {
  if (tokens !== undefined || isLoopback(host)) return;
  throw new Error(`HOLDFAST_HOST is ${host}, where others can reach the API: set HOLDFAST_TOKEN as well.`);
}

/**
 * For an API without a token, which is for this machine alone, while browsers of this machine also run the pages of
 * others: the call must go to a name that is ours (a page cannot rebind that), and must not come from a page of another
 * origin.
 *
 * @throws Problem `forbidden_origin`
 */
export function checkOrigin(headers: IncomingHttpHeaders, method: string, settings: OriginSettings): void {
  const { host = '' } = headers;
  if (!HOST.test(host) || !isOurName(hostOf(`http://${host}`)?.hostname, settings)) {
    throw new Problem('forbidden_origin', `The API is not called ${shorten(host) || '(no Host header)'}.`);
  }
  checkPage(headers, settings);
  if (headers['sec-fetch-site'] === 'cross-site' && !isNavigation(headers, method)) {
    throw new Problem('forbidden_origin', 'A page of another site may not call the API.');
  }
}

/**
 * For a request that is believed because of a cookie, which a browser adds by itself whichever page asks. SameSite keeps
 * it from other sites; pages of the same host on other ports count as the same site. What changes something, and a
 * WebSocket, must say where it comes from: browsers always do.
 *
 * @throws Problem `forbidden_origin`
 */
export function checkCookieOrigin(
  { headers, method = 'GET' }: IncomingMessage,
  settings: OriginSettings,
): void {
  const { origin } = headers;
  const onlyReads = ['GET', 'HEAD'].includes(method) && !isWebSocket(headers);
  if (origin === undefined && !onlyReads) {
    throw new Problem('forbidden_origin', 'A call with a session cookie must carry its Origin.');
  }
  checkPage(headers, settings);
  const site = headers['sec-fetch-site'];
  if ((site === 'cross-site' || site === 'same-site') && !isNavigation(headers, method)) {
    throw new Problem('forbidden_origin', 'A page of another origin may not use the session.');
  }
}

/** @throws Problem `forbidden_origin` when the request says that a page of another origin makes it */
export function checkPage({ origin, host = '' }: IncomingHttpHeaders, settings: OriginSettings): void {
  if (origin !== undefined && !isOurOrigin(origin, host, settings)) {
    throw new Problem('forbidden_origin', `A page of ${shorten(origin)} may not call the API.`);
  }
}

function isWebSocket({ upgrade }: IncomingHttpHeaders): boolean {
  return upgrade?.toLowerCase() === 'websocket';
}

function isOurName(hostname: string | undefined, settings: OriginSettings): boolean {
  if (hostname === undefined) return false;
  const name = bareHost(hostname);
  return isLoopback(name) || name === bareHost(settings.HOLDFAST_HOST) || isAllowed(name, settings);
}

/** The very same origin, or one of the names that the operator has allowed (a proxy may have changed `Host`). */
function isOurOrigin(origin: string, host: string, settings: OriginSettings): boolean {
  const from = hostOf(origin);
  return (
    from !== undefined && (from.host === hostOf(`http://${host}`)?.host || isAllowed(from.hostname, settings))
  );
}

function isAllowed(hostname: string, settings: OriginSettings): boolean {
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
