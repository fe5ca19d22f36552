import fc from 'fast-check';
import type { ContainerFacts, ContainerSpec } from '../../../src/domain/container';
import { makeSnapshotId, snapshotTag } from '../../../src/domain/names';
import { DEFAULT_POLICY } from '../../../src/domain/policy';
import type { Snapshot } from '../../../src/domain/snapshot';
import type { VpsRecord } from '../../../src/domain/vps';

const EPOCH = Date.parse('2026-01-01T00:00:00Z');

export function aContainer(facts: Partial<ContainerFacts> = {}): ContainerFacts {
  return {
    id: 'c1',
    name: 'holdfast-web',
    managed_as: 'web',
    image_id: 'sha256:base',
    created_from: null,
    state: 'running',
    exit_code: 0,
    oom_killed: false,
    started_at: '2026-01-01T00:00:00Z',
    finished_at: '0001-01-01T00:00:00Z',
    writable_bytes: 1000,
    layers: 1,
    endpoints: [],
    addresses: {},
    not_captured: [],
    ...facts,
  };
}

export function aSpec(hostConfig: ContainerSpec['host_config'] = {}): ContainerSpec {
  return { name: 'holdfast-web', config: {}, env_names: [], host_config: hostConfig, networks: {} };
}

/** The snapshot that was taken `minute` minutes after an epoch of ours. */
export function aSnapshot(minute: number, snapshot: Partial<Snapshot> = {}): Snapshot {
  const at = new Date(EPOCH + minute * 60_000);
  const id = makeSnapshotId(at, 'aaaaaa');
  return {
    id,
    task_id: 'web',
    tag: snapshotTag('web', id),
    image_id: `sha256:${id}`,
    created_at: at.toISOString(),
    size: 100,
    unique_size: 10,
    layers: 2,
    name: null,
    message: null,
    reason: 'manual',
    pinned: false,
    parent: null,
    source: { container_id: 'other', started_at: '', finished_at: '', writable_bytes: 0 },
    operation_id: `snapshot:web:${minute}`,
    expired: false,
    ...snapshot,
  };
}

export function aRecord(record: Partial<VpsRecord> = {}): VpsRecord {
  return {
    task_id: 'web',
    runner: 'local',
    created_at: '2026-01-01T00:00:00Z',
    created_by: 'test',
    image: 'debian',
    status: 'running',
    desired: 'running',
    spec: aSpec(),
    container: aContainer(),
    head: null,
    snapshots: [],
    policy: {},
    policy_defaults: DEFAULT_POLICY,
    events: [],
    gave_up: false,
    ...record,
  };
}

/** Records with up to a dozen snapshots, some pinned or of a safety kind, one of them perhaps in use. */
export const anyRecord: fc.Arbitrary<VpsRecord> = fc
  .record({
    kinds: fc.array(
      fc.record({ pinned: fc.boolean(), safety: fc.boolean(), expired: fc.boolean(), own: fc.boolean() }),
      { maxLength: 12 },
    ),
    max: fc.nat(8),
    auto: fc.boolean(),
    inUse: fc.option(fc.nat(11)),
    head: fc.option(fc.nat(11)),
    state: fc.constantFrom<ContainerFacts['state'] | 'gone'>(
      'running',
      'paused',
      'exited',
      'created',
      'gone',
    ),
  })
  .map(({ kinds, max, auto, inUse, head, state }) => {
    const snapshots = kinds.map(({ pinned, safety, expired, own }, minute) =>
      aSnapshot(minute, {
        pinned,
        expired: expired && !pinned,
        reason: safety ? 'safety' : 'manual',
        source: {
          container_id: own ? 'c1' : 'other',
          started_at: '2026-01-01T00:00:00Z',
          finished_at: '2026-01-01T01:00:00Z',
          writable_bytes: 1000,
        },
      }),
    );
    const idAt = (index: number | null) => (index === null ? null : (snapshots[index]?.id ?? null));
    return aRecord({
      snapshots,
      head: idAt(head),
      policy: { max_snapshots: max, auto_snapshot_on_stop: auto },
      container:
        state === 'gone'
          ? null
          : aContainer({ state, created_from: idAt(inUse), finished_at: '2026-01-01T01:00:00Z' }),
    });
  });
