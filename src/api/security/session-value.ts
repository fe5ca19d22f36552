import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AccessToken } from '../../platform/access-tokens';

/** How long a session lasts, in milliseconds. */
export const SESSION_MS = 12 * 60 * 60 * 1000;

/** `name.expiry.HMAC`, keyed by the hash of the token's secret: a token that is changed or removed ends its sessions. */
export function sealSession(token: AccessToken, now: number): string {
  const claim = `${token.name}.${now + SESSION_MS}`;
  return `${claim}.${sign(token, claim).toString('base64url')}`;
}

/** @returns the token whose session it is, unless it is forged, over or revoked */
export function openSession(
  tokens: readonly AccessToken[],
  value: string,
  now: number,
): AccessToken | undefined {
  const [, claim, name, expiry, seal] = /^(([a-z0-9_-]+)\.(\d{1,15}))\.([\w-]{43})$/.exec(value) ?? [];
  const token = tokens.find((one) => one.name === name);
  if (token === undefined || claim === undefined || seal === undefined) return undefined;
  const given = Buffer.from(seal, 'base64url');
  return timingSafeEqual(given, sign(token, claim)) && now < Number(expiry) ? token : undefined;
}

/** The role is signed too: a token that is given another one ends its sessions. */
function sign({ role, secretHash }: AccessToken, claim: string): Buffer {
  return createHmac('sha256', secretHash).update(`holdfast-session\n${role}\n${claim}`).digest();
}
