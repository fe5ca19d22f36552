import { createHash } from 'node:crypto';

const CHECK_BYTES = 9;

/**
 * A place in a list, as the API gives it out. Temporal's own token goes with a check that is of the query too: Temporal
 * itself has no clear words for one that was damaged or belongs to another list.
 */
export function makePageToken(query: string, serverToken: Uint8Array): string {
  return Buffer.concat([checkOf(query, serverToken), serverToken]).toString('base64url');
}

/** Temporal's token again; undefined when the text is not one that was made for this query. */
export function readPageToken(query: string, text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  const serverToken = bytes.subarray(CHECK_BYTES);
  const isIntact =
    serverToken.length > 0 && checkOf(query, serverToken).equals(bytes.subarray(0, CHECK_BYTES));
  return isIntact ? serverToken : undefined;
}

function checkOf(query: string, serverToken: Uint8Array): Buffer {
  return createHash('sha256')
    .update(query)
    .update('\0')
    .update(serverToken)
    .digest()
    .subarray(0, CHECK_BYTES);
}
