import { z } from 'zod';
import { SNAPSHOT_REASONS, type Snapshot } from '../../../domain/snapshot';
import { exactly } from './exactly';
import { bytes, count, time } from './parts';

type ShownSnapshot = Omit<Snapshot, 'image_id' | 'source'> & {
  timestamp: number;
  in_use: boolean;
  head: boolean;
};

/** A snapshot as the API shows it. */
export const snapshotAnswer = exactly<ShownSnapshot>()(
  z.strictObject({
    id: z.string().describe('Sorts by time, such as `20261125t071200123-k3f9a1`.'),
    task_id: z.string(),
    tag: z.string().describe('The image on the runner: `holdfast/{task_id}:{id}`.'),
    timestamp: z.int().describe('Unix seconds. Two snapshots may have the same.'),
    created_at: time,
    size: bytes.describe('Bytes of the whole image, layers that others share included.'),
    unique_size: bytes.describe('Bytes of the layer that this snapshot added.'),
    layers: count.describe('Layers of the image.'),
    name: z.string().nullable(),
    message: z.string().nullable(),
    reason: z
      .enum(SNAPSHOT_REASONS)
      .describe('Why it was taken. A restart never comes back to `safety` by itself.'),
    pinned: z.boolean().describe('It is neither rotated out nor deleted.'),
    parent: z.string().nullable().describe('The snapshot that the VPS stood on when this one was taken.'),
    operation_id: z.string().describe('The operation that took it.'),
    expired: z
      .boolean()
      .describe('Rotated out, but in use: it goes as soon as the VPS no longer stands on it.'),
    in_use: z.boolean().describe('The container of the VPS stands on it.'),
    head: z.boolean().describe('A restart comes back to it.'),
  }),
);
export type SnapshotView = z.infer<typeof snapshotAnswer>;

/** What an operation's result tells of a snapshot that is gone again by the time of the answer. */
export const briefSnapshotAnswer = snapshotAnswer.pick({
  id: true,
  tag: true,
  created_at: true,
  size: true,
  unique_size: true,
  reason: true,
});

export const snapshotListAnswer = z.strictObject({
  task_id: z.string(),
  snapshots: z.array(snapshotAnswer).describe('Newest first.'),
  count,
});

export const patchedSnapshotAnswer = z.strictObject({ message: z.string(), snapshot: snapshotAnswer });
