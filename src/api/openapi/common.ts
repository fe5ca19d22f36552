import type { ErrorCode } from '../../domain/errors';
import { pendingAnswer } from '../schemas/responses/operation';
import type { HeaderName } from './parameters';
import type { RouteAnswer } from './route';

/** What routes have in common. */

/** What whoever looks at a VPS may be told. */
export const READ_ERRORS: readonly ErrorCode[] = ['invalid_request', 'vps_not_found', 'temporal_unreachable'];

/** What any operation on a VPS may come to. */
export const CHANGE_ERRORS: readonly ErrorCode[] = [
  'malformed_request',
  'payload_too_large',
  ...READ_ERRORS,
  'invalid_state',
  'cancelled',
  'idempotency_key_reused',
  'queue_full',
  'docker_failed',
  'way_back_failed',
  'no_host_worker',
];

/** What an operation that takes a snapshot may come to. */
export const SNAPSHOT_ERRORS: readonly ErrorCode[] = [
  'snapshot_failed',
  'snapshot_too_large',
  'snapshot_limit',
  'layer_limit',
  'insufficient_disk',
];

/** What an operation that makes a container may come to. */
export const CONTAINER_ERRORS: readonly ErrorCode[] = [
  'configuration_differs',
  'configuration_refused',
  'container_name_in_use',
  'image_not_found',
  'bind_not_allowed',
  'insufficient_disk',
  'vps_not_healthy',
];

export const CHANGE_HEADERS: readonly HeaderName[] = ['Prefer', 'Idempotency-Key', 'X-Holdfast-Actor'];

/** The answer of a call that did not wait for the end. */
export const PENDING: RouteAnswer = {
  description: 'It goes on by itself; ask for it at the `Location`.',
  schema: pendingAnswer,
  headers: ['Location', 'Retry-After', 'Preference-Applied'],
};
