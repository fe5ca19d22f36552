import type { ApiDeps } from '../deps';
import type { VpsMemo } from '../../domain/vps';
import type { SharedReads } from './shared-reads';
import type { Unsettled } from './unsettled';

/** What the Temporal-facing code of the API needs. */
export type TemporalDeps = Pick<ApiDeps, 'client' | 'namespace' | 'closing'> & {
  unsettled?: Unsettled;
  reads?: SharedReads<VpsMemo | undefined>;
};

const DEADLINE_MS = 5000;

/** Makes a call that Temporal answers at once; one that takes longer fails, so that nobody is left waiting. */
export function quickly<T>(
  { client }: TemporalDeps,
  call: () => Promise<T>,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  return client.withDeadline(Date.now() + deadlineMs, call);
}
