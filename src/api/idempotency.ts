import { createHash, createHmac, randomInt } from 'node:crypto';
import type { Json } from '../domain/json';
import { Problem } from './problems';

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * What makes a request the same one when it is repeated: with an `Idempotency-Key` it has the same operation id again.
 */
export interface RequestIdentity {
  /** Whether the caller gave a key. */
  repeatable: boolean;
  /** The last part of the operation's id. */
  suffix: string;
  /** A task_id for a VPS that was given none. */
  newTaskId: string;
  /** Tells two requests under one key apart; the key keeps what it is made of (a password, say) from being guessed. */
  fingerprint: (request: Json) => string;
}

export function identifyRequest(key: string | undefined): RequestIdentity {
  if (key === undefined) {
    const suffix = `${Date.now().toString(36)}${randomLetters(6)}`;
    return { repeatable: false, suffix, newTaskId: `vps-${randomLetters(8)}`, fingerprint: () => '' };
  }
  if (!KEY.test(key)) {
    throw new Problem('invalid_request', 'Idempotency-Key takes 1 to 255 visible ASCII characters.');
  }
  return {
    repeatable: true,
    suffix: `k${sha256(key).slice(0, 20)}`,
    newTaskId: `vps-${sha256(`task_id ${key}`).slice(0, 12)}`,
    fingerprint: (request) => createHmac('sha256', key).update(canonical(request)).digest('hex'),
  };
}

/** JSON with sorted keys, so that two bodies that mean the same are the same. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function randomLetters(count: number): string {
  return Array.from({ length: count }, () => randomInt(36).toString(36)).join('');
}
