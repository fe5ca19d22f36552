import { z } from 'zod';
import { count } from './parts';
import { briefSnapshotAnswer, snapshotAnswer } from './snapshot';
import { fullVpsAnswer, notCaptured } from './vps';

/** What the answer to every change has. */
const change = {
  message: z.string().describe('What happened, for people.'),
  task_id: z.string(),
  operation_id: z.string(),
};

/** What the answer to a change of the VPS itself has on top. */
const vpsChange = {
  ...change,
  vps: fullVpsAnswer.optional().describe('As it is now; absent when there is no record of it any more.'),
};

const snapshot = z
  .union([snapshotAnswer, briefSnapshotAnswer])
  .describe('In brief when it was rotated out again before the answer.');

const rotatedOut = z.array(z.string()).describe('Snapshots that had to go, by id.');

/** Create, start, pause, resume. */
export const changedVpsAnswer = z.strictObject(vpsChange);

export const adoptedVpsAnswer = z.strictObject({
  ...vpsChange,
  container: z.string().describe('The name of the container; it keeps it.'),
});

export const stoppedVpsAnswer = z.strictObject({
  ...vpsChange,
  snapshot: snapshot.nullable().describe('The automatic snapshot; null when none was taken.'),
  rotated_out: rotatedOut,
});

/** Restart and restore. */
export const restartedVpsAnswer = z.strictObject({
  ...vpsChange,
  snapshot_id: z.string().nullable().describe('The snapshot that it came back from; null when it has none.'),
  saved_snapshot: snapshot.nullable().describe('What was saved of the container before.'),
  rotated_out: rotatedOut.optional(),
});

export const deletedVpsAnswer = z.strictObject({
  ...vpsChange,
  snapshots_kept: z.array(z.string()).describe('Images that stay on the runner, by tag.'),
});

export const takenSnapshotAnswer = z.strictObject({
  ...change,
  tag: z.string(),
  snapshot,
  not_captured: z.array(notCaptured),
  rotated_out: rotatedOut,
});

export const deletedSnapshotAnswer = z.strictObject({ ...change, snapshot_id: z.string() });

export const deletedSnapshotsAnswer = z.strictObject({
  ...change,
  deleted_count: count,
  kept: z
    .array(z.strictObject({ id: z.string(), reason: z.enum(['pinned', 'in_use']) }))
    .describe('Those that stay, and why.'),
});
