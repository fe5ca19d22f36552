import type { Request, Response } from 'express';
import * as messages from '../workflows/vps-messages';
import { actorOf } from './actor';
import type { AppDeps } from './app-deps';
import { hangUpSignal } from './hang-up';
import { readPrefer } from './prefer';
import { Problem } from './problems';
import { resolveSnapshot } from './resolve-snapshot';
import { keepNotes } from './temporal/keep-notes';
import { requireVps } from './temporal/read-vps';
import { updateVps } from './temporal/submit';
import { waitForOperation, waitForRecord } from './temporal/wait';
import { viewSnapshot } from './views/snapshot-view';

export interface SnapshotPatch {
  taskId: string;
  /** As the caller named the snapshot. */
  reference: string;
  patch: {
    name?: string | null | undefined;
    message?: string | null | undefined;
    pinned?: boolean | undefined;
  };
}

/**
 * Changes what a person said about a snapshot. It is no operation: the record alone changes, at once. But a snapshot
 * that the operation in progress may be rotating out cannot be pinned: then that operation's end is waited for.
 *
 * @throws Problem `snapshot_not_found`; `vps_busy` when the waiting time was not enough
 */
export async function patchSnapshot(
  deps: AppDeps,
  req: Request,
  res: Response,
  { taskId, reference, patch }: SnapshotPatch,
): Promise<void> {
  const actor = actorOf(req);
  const hangUp = hangUpSignal(res);
  const giveUpAt = Date.now() + readPrefer(req.get('prefer'), deps.settings.HOLDFAST_WAIT_SECONDS).wait_ms;
  for (;;) {
    const { record, current } = await requireVps(deps, taskId);
    const { id: snapshot_id } = resolveSnapshot(record, reference);
    try {
      const message = { ...patch, snapshot_id, actor };
      const snapshot = await updateVps(deps, taskId, messages.patchSnapshot, [message]);
      await keepNotes(deps, record);
      res.json({ message: 'Snapshot changed', snapshot: viewSnapshot(record, snapshot) });
      return;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'vps_busy' || Date.now() >= giveUpAt) throw error;
      if (current === null) continue;
      const operation = { id: current.id, taskId };
      const end = await waitForOperation(deps, operation, giveUpAt - Date.now(), hangUp);
      if (hangUp.aborted) return;
      if (end.type === 'pending') throw error;
      await waitForRecord(deps, operation);
    }
  }
}
