import type { IncomingMessage } from 'node:http';
import type { Role } from '../../domain/roles';
import type { Problem } from '../problems';

/** Who sends a request, as far as the API can tell. */
export interface Caller {
  /** The name of the token; null when the API has none, and everybody who reaches it may do everything. */
  token: string | null;
  role: Role;
  /** Where the request comes from. */
  address: string;
}

/** The caller, or why there is none. */
export type Identification =
  | { address: string; caller: Caller; refusal?: undefined }
  | { address: string; caller?: undefined; refusal: Problem };

const identifications = new WeakMap<IncomingMessage, Identification>();

/** Kept beside the request, where nothing that the client sends can be mistaken for it. */
export function rememberIdentification(req: IncomingMessage, identification: Identification): void {
  identifications.set(req, identification);
}

export function identificationOf(req: IncomingMessage): Identification {
  const found = identifications.get(req);
  if (found === undefined) throw new Error('The request was never looked at.');
  return found;
}
