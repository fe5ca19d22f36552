import { z } from 'zod';
import { MOST_SNAPSHOTS } from '../../domain/retention';

const maxSnapshots = z.int().min(0).max(MOST_SNAPSHOTS);
const maxSnapshotBytes = z.int().min(0);

export const policy = z.strictObject({
  auto_snapshot_on_stop: z.boolean().optional(),
  max_snapshots: maxSnapshots.optional(),
  max_snapshot_bytes: maxSnapshotBytes.optional(),
});

/** The body of `PATCH /api/vps/{task_id}`: `null` goes back to the runner's default. */
export const patchVpsBody = z
  .strictObject({
    auto_snapshot_on_stop: z.boolean().nullable().optional(),
    max_snapshots: maxSnapshots.nullable().optional(),
    max_snapshot_bytes: maxSnapshotBytes.nullable().optional(),
  })
  .refine(
    (patch) => Object.keys(patch).length > 0,
    'must name at least one of auto_snapshot_on_stop, max_snapshots, max_snapshot_bytes',
  );
