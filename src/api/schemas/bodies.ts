import { z } from 'zod';
import { isSnapshotId } from '../../domain/names';
import { runnerName, taskId } from './create-vps';
import { line, prose } from './text';

const NAME_LENGTH = 128;
const MESSAGE_LENGTH = 1000;
const CONTAINER = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/;

const name = line(NAME_LENGTH);
const message = prose(MESSAGE_LENGTH);

/** An id, or the unix second of one, which may also be sent as a number. */
const snapshotRef = z
  .union([z.string(), z.int().transform(String)], { error: 'must be a string' })
  .refine(
    (text) => isSnapshotId(text) || /^\d{9,11}$/.test(text),
    'must be the id of a snapshot, such as 20261125t071200123-k3f9a1',
  );

/** Of a call that takes no body. */
export const emptyBody = z.strictObject({});

export const adoptBody = z.strictObject({
  container: z.string().regex(CONTAINER, 'must be the name or id of a container'),
  runner: runnerName.optional(),
  task_id: taskId.optional(),
});

export const stopBody = z.strictObject({ snapshot: z.boolean().optional(), message: message.optional() });

export const restartBody = z.strictObject({
  snapshot_id: snapshotRef.optional(),
  safety_snapshot: z.boolean().optional(),
});

export const restoreBody = z.strictObject({ safety_snapshot: z.boolean().optional() });

export const snapshotBody = z.strictObject({
  name: name.optional(),
  message: message.optional(),
  pinned: z.boolean().optional(),
  pause: z.boolean().optional(),
});

export const snapshotQuery = z.object({ message: message.optional() });

/** `null` takes a name or a message away. */
export const patchSnapshotBody = z
  .strictObject({
    name: name.nullable().optional(),
    message: message.nullable().optional(),
    pinned: z.boolean().optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'must name at least one of name, message, pinned');

export const deleteVpsQuery = z.strictObject({ snapshots: z.enum(['delete', 'keep']).optional() });

export const signInBody = z.strictObject({ token: z.string().min(1).max(1024) });
