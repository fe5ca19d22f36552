import { createHash, timingSafeEqual } from 'node:crypto';
import { type Role, ROLES } from '../domain/roles';

/** A token as it is kept: the secret itself is forgotten once it is read. */
export interface AccessToken {
  /** The actor in the audit. */
  name: string;
  role: Role;
  secretHash: Buffer;
}

/** Printable ASCII, as a header carries it. */
const SECRET = /^[!-+\--9;-~]{16,512}$/;
const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/**
 * `name:role:secret` entries separated by commas; a lone secret is an admin named "token".
 *
 * @throws Error that never repeats a part of a secret
 */
export function parseAccessTokens(text: string): AccessToken[] {
  if (!/[:,]/.test(text)) {
    return [{ name: 'token', role: 'admin', secretHash: hashSecret(checkSecret(text, '')) }];
  }
  const tokens = text.split(',').map((entry, index) => parseEntry(entry.trim(), `token ${index + 1}: `));
  for (const [index, { name, secretHash }] of tokens.entries()) {
    for (const other of tokens.slice(0, index)) {
      if (other.name === name) throw new Error(`two tokens are called ${name}`);
      if (other.secretHash.equals(secretHash)) {
        throw new Error(`${other.name} and ${name} have the same secret`);
      }
    }
  }
  return tokens;
}

/** Every token is compared, whichever fits: the time tells neither which one it was nor how much of it was right. */
export function findAccessToken(tokens: readonly AccessToken[], secret: string): AccessToken | undefined {
  const given = hashSecret(secret);
  let found: AccessToken | undefined;
  for (const token of tokens) if (timingSafeEqual(token.secretHash, given)) found = token;
  return found;
}

function parseEntry(entry: string, where: string): AccessToken {
  const [name = '', roleName, secret, ...rest] = entry.split(':');
  const role = ROLES.find((one) => one === roleName);
  if (!NAME.test(name)) {
    throw new Error(`${where}the name takes lower-case letters, digits, '_' and '-', at most 63`);
  }
  if (role === undefined) throw new Error(`${where}the role must be one of ${ROLES.join(', ')}`);
  if (secret === undefined || rest.length > 0) throw new Error(`${where}must be name:role:secret`);
  return { name, role, secretHash: hashSecret(checkSecret(secret, where)) };
}

function checkSecret(secret: string, where: string): string {
  if (SECRET.test(secret)) return secret;
  throw new Error(`${where}a secret must have at least 16 characters, none of them a space, colon or comma`);
}

function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
