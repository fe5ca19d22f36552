import type { ErrorCode } from '../../../src/domain/errors';
import type { ModelSnapshot, VpsModel } from './vps-model';

export interface RestartWish {
  /** Null: the VPS comes back from wherever it should. */
  snapshotId: string | null;
  safety: boolean;
}

export type ModelPlan =
  | { type: 'refused'; code: ErrorCode }
  | { type: 'same container'; save: null }
  /** Without `from` it comes back from what was saved. */
  | { type: 'recreated'; from: ModelSnapshot | null; save: 'safety' | 'restart' | null };

/** The table in "The restart flow" of docs/architecture.md. */
export function planRestart(vps: VpsModel, { snapshotId, safety }: RestartWish): ModelPlan {
  const isSaved = vps.container === null || vps.snapshots.some((snapshot) => vps.isHeldBy(snapshot));
  const save = isSaved || !safety ? null : 'safety';
  const head = vps.snapshot(vps.head);
  if (snapshotId !== null) {
    const from = vps.snapshot(snapshotId);
    return from === undefined
      ? { type: 'refused', code: 'snapshot_not_found' }
      : { type: 'recreated', from, save };
  }
  if (vps.container === null) {
    const from = head ?? newest(vps);
    return from === undefined
      ? { type: 'refused', code: 'nothing_to_restore' }
      : { type: 'recreated', from, save: null };
  }
  if (vps.takesSnapshots) {
    return head !== undefined && vps.isHeldBy(head)
      ? { type: 'recreated', from: head, save: null }
      : { type: 'recreated', from: null, save: 'restart' };
  }
  return head === undefined
    ? { type: 'same container', save: null }
    : { type: 'recreated', from: head, save };
}

/** A safety snapshot only when there is no other. */
function newest({ snapshots }: VpsModel): ModelSnapshot | undefined {
  return snapshots.filter(({ reason }) => reason !== 'safety').at(-1) ?? snapshots.at(-1);
}
