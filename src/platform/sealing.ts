import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Hides a text from everything that carries it, such as a workflow history, and notices every change to it. */
export interface Sealer {
  /** AES-256-GCM; the same text gives another result each time. */
  seal: (plain: string) => string;
  /** @throws SealError when the text was sealed with another key, or was changed */
  unseal: (sealed: string) => string;
}

/** A sealed text that does not open. Its message never holds the text. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/** What is sealed for one purpose does not open for another. */
export type SealingPurpose = 'environment' | 'terminal';

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals and unseals with a key derived from `key`, which must be random (`HOLDFAST_SECRET_KEY`): it is not
 * stretched as a password would be.
 */
export function createSealer(key: string, purpose: SealingPurpose = 'environment'): Sealer {
  const derived = Buffer.from(hkdfSync('sha256', key, '', `holdfast sealed ${purpose}`, 32));
  return {
    seal: (plain) => seal(derived, plain),
    unseal: (sealed) => unseal(derived, sealed),
  };
}

function seal(key: Buffer, plain: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
}

function unseal(key: Buffer, sealed: string): string {
  const [version, payload, ...rest] = sealed.split('.');
  const bytes = Buffer.from(payload ?? '', 'base64url');
  if (version !== VERSION || rest.length > 0 || bytes.length < NONCE_BYTES + TAG_BYTES)
    throw new SealError(`not a text sealed by Holdfast (${VERSION})`);
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(tag);
  try {
    const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new SealError(
      'the sealed text does not open: it was changed, or HOLDFAST_SECRET_KEY is not the same on the API and the runner',
      { cause },
    );
  }
}
