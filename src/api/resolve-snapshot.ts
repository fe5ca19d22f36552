import type { Snapshot } from '../domain/snapshot';
import type { VpsRecord } from '../domain/vps';
import { Problem } from './problems';
import { matchSnapshots } from './views/snapshot-view';

/**
 * The snapshot that a caller means, by its id or by the unix second that it alone was taken in.
 *
 * @throws Problem `snapshot_not_found`; `invalid_request` for a second with several snapshots
 */
export function resolveSnapshot(record: VpsRecord, reference: string): Snapshot {
  const [found, ...others] = matchSnapshots(record, reference);
  if (found === undefined) {
    throw new Problem('snapshot_not_found', `${record.task_id} has no snapshot ${reference}.`);
  }
  if (others.length > 0) {
    const ids = [found, ...others].map(({ id }) => id).join(', ');
    throw new Problem(
      'invalid_request',
      `Several snapshots were taken in second ${reference}, name one by its id: ${ids}.`,
    );
  }
  return found;
}
