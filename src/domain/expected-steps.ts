import { applyChange, applyChanges } from './changes';
import type { ContainerFacts } from './container';
import { hasFlattened, isTooDeep, standsOnUnnamedImage } from './depth';
import type { OperationKind, OperationParams, OperationRequest } from './operation';
import { planRestart, type RestartPlan } from './restart-source';
import { planRotation, releasedSnapshots } from './retention';
import type { Snapshot, SnapshotReason } from './snapshot';
import { isInUse, policyOf, type VpsRecord } from './vps';

/** What is known of an operation that is under way. */
export interface OperationPlan {
  request: Pick<OperationRequest, 'kind' | 'params'>;
  /** As its workflow was given it, with what it has seen since. */
  record: VpsRecord;
  /** The runner's threshold; null when it is not known (yet). */
  flattenAt: number | null;
}

/** Sorts after every snapshot that exists. */
const YET_TO_COME = '99999999t999999999-zzzzzz';

/**
 * The steps that an operation takes if nothing fails, by name and in order, as far as the rules can tell from what it
 * knows. Null when they cannot. Nothing follows from this: it is there so that people can be told how far it is.
 */
export function expectedSteps(plan: OperationPlan): string[] | null {
  const { kind, params } = plan.request;
  const steps = STORIES[kind](plan, params as never);
  // Every operation looks at the VPS first, unless there is nothing yet that it could look at.
  return steps && (plan.record.spec === null ? steps : ['survey', ...steps]);
}

type Story<K extends OperationKind> = (plan: OperationPlan, params: OperationParams[K]) => string[] | null;

/** One line of each workflow's story. */
const STORIES: { [K in OperationKind]: Story<K> } = {
  create: (_plan, { start }) => [
    'pullImage',
    'createContainer',
    ...when(start, 'startContainer', 'verifyContainer'),
    'survey',
  ],
  adopt: () => ['survey'],
  start: (_plan, { pause = false }) => [
    'startContainer',
    'verifyContainer',
    ...when(pause, 'pauseContainer'),
  ],
  stop: (plan, { snapshot }) => {
    const takes = snapshot ?? policyOf(plan.record).auto_snapshot_on_stop;
    return ['stopContainer', ...(takes ? commitAtRest(plan) : [])];
  },
  pause: () => ['pauseContainer'],
  resume: () => ['unpauseContainer'],
  restart: restartSteps,
  restore: restartSteps,
  snapshot: ({ record }) => ['commitSnapshot', ...rotation(withSnapshot(record, 'manual'))],
  delete_snapshot: () => ['removeSnapshots'],
  delete_snapshots: ({ record }) =>
    when(
      record.snapshots.some(({ id, pinned }) => !pinned && !isInUse(record, id)),
      'removeSnapshots',
    ),
  delete: ({ record: { container, snapshots } }, { snapshots: fate }) => [
    ...when(container !== null, 'destroyContainer'),
    ...when(fate === 'delete' && snapshots.length > 0, 'removeSnapshots'),
    'sweep',
  ],
};

function commitAtRest({ record, flattenAt }: OperationPlan): string[] {
  const flattens = !hasFlattened(record) && isTooDeep(imagined(record, 'stop'), flattenAt);
  return ['commitSnapshot', ...when(flattens, 'flattenSnapshot'), ...rotation(withSnapshot(record, 'stop'))];
}

function restartSteps(
  plan: OperationPlan,
  params: OperationParams['restart'] | OperationParams['restore'],
): string[] | null {
  const source = planRestart(plan.record, params);
  switch (source.type) {
    case 'impossible':
      return null;
    case 'same_container':
      return ['stopContainer', 'startContainer', 'verifyContainer'];
    case 'recreate':
    case 'recreate_from_new':
      return recreationSteps(plan, source);
  }
}

function recreationSteps(
  { record, flattenAt }: OperationPlan,
  plan: Extract<RestartPlan, { type: 'recreate' | 'recreate_from_new' }>,
): string[] {
  const { container: before } = record;
  const isFixed = plan.type === 'recreate';
  const from = plan.type === 'recreate' ? plan.from : imagined(record, plan.save);
  const flatten = when(isTooDeep(from, flattenAt), 'flattenSnapshot');
  const saved = plan.save === null ? record : withSnapshot(record, plan.save);
  const after = standingOn(from, saved);
  const rotated = plan.save === null ? after : expired(after);
  const sweeps = before !== null && flattenAt !== null && standsOnUnnamedImage(released(rotated), before);
  return [
    ...(isFixed ? flatten : []),
    'prepareReplacement',
    ...when(before !== null, 'stopContainer'),
    ...when(plan.save !== null, 'commitSnapshot'),
    ...(isFixed ? [] : [...flatten, 'prepareReplacement']),
    'swapIn',
    'verifyContainer',
    ...when(before !== null, 'removeContainer'),
    ...removal(rotated),
    ...when(sweeps, 'sweep'),
  ];
}

function rotation(record: VpsRecord): string[] {
  return removal(expired(record));
}

function removal(record: VpsRecord): string[] {
  return when(releasedSnapshots(record).length > 0, 'removeSnapshots');
}

function expired(record: VpsRecord): VpsRecord {
  const { expire, remove } = planRotation(record);
  return applyChange(record, { type: 'snapshots_expired', ids: [...expire, ...remove] });
}

function released(record: VpsRecord): VpsRecord {
  return applyChange(record, { type: 'snapshots_removed', ids: releasedSnapshots(record) });
}

function withSnapshot(record: VpsRecord, reason: SnapshotReason): VpsRecord {
  return applyChange(record, { type: 'snapshot_taken', snapshot: imagined(record, reason) });
}

/** The VPS when its replacement has proved itself. */
function standingOn(from: Snapshot, record: VpsRecord): VpsRecord {
  const { container } = record;
  if (container === null) return record;
  const next: ContainerFacts = {
    ...container,
    id: 'to come',
    created_from: from.id,
    image_id: from.image_id,
    layers: from.layers,
  };
  return applyChanges(record, [{ type: 'container', container: next }]);
}

/** A snapshot as it will be. */
function imagined({ task_id, container, head }: VpsRecord, reason: SnapshotReason): Snapshot {
  return {
    id: YET_TO_COME,
    task_id,
    tag: '',
    image_id: 'to come',
    created_at: '',
    size: 0,
    unique_size: 0,
    layers: (container?.layers ?? 0) + 1,
    name: null,
    message: null,
    reason,
    pinned: false,
    parent: head,
    source: {
      container_id: container?.id ?? '',
      started_at: '',
      finished_at: '',
      writable_bytes: null,
    },
    operation_id: '',
    expired: false,
  };
}

function when(holds: boolean, ...steps: string[]): string[] {
  return holds ? steps : [];
}
