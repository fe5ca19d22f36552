import fc from 'fast-check';
import { applyChange } from '../../../src/domain/changes';
import { type FoundVps, parseSpec, rebuildRecord } from '../../../src/domain/rebuild';
import { contradicts } from '../../../src/domain/sighting';
import { policyOf, type VpsRecord } from '../../../src/domain/vps';
import { notesOf, type SnapshotNote, type VpsNotes } from '../../../src/domain/vps-notes';
import { planRotation } from '../../../src/domain/retention';
import { aContainer, anyRecord, aRecord, aSnapshot, aSpec } from './fixtures';

const REBUILD = { runner: 'local', actor: 'ann', at: '2026-02-01T00:00:00Z' };

/** What a runner has of the VPS that a record tells of. */
function traces(record: VpsRecord, notes: VpsNotes | null = notesOf(record, new Map())): FoundVps {
  return {
    task_id: record.task_id,
    survey: {
      container: record.container,
      spec: record.container && record.spec,
      snapshots: record.snapshots,
      policy_defaults: record.policy_defaults,
      disk: { free_bytes: null, reserve_bytes: 0 },
    },
    container: record.container && {
      image: 'debian',
      created_at: '2026-01-01T00:00:00Z',
      spec: record.spec,
    },
    snapshot_spec: record.snapshots.length === 0 ? null : record.spec,
    notes,
  };
}

function rebuilt(found: FoundVps): VpsRecord {
  const record = rebuildRecord(found, REBUILD);
  if (record === null) throw new Error('nothing was rebuilt');
  return record;
}

describe('a record that is made again', () => {
  it('is what it was, as long as the notes are there', () => {
    const snapshot = aSnapshot(1, { pinned: true, name: 'before the upgrade' });
    const record = aRecord({ snapshots: [snapshot], head: null, policy: { max_snapshots: 2 } });
    expect(rebuilt(traces(record))).toEqual({ ...record, events: [expect.anything()] });
  });

  it('tells who asked for it', () => {
    const { created_by, events } = rebuilt(traces(aRecord(), null));
    expect(created_by).toBe('rebuilt by ann');
    expect(events).toMatchObject([{ type: 'rebuilt', at: REBUILD.at }]);
    expect(events[0]?.detail).toContain('ann');
  });

  it('tells what Docker shows, so that a look right after it changes nothing', () => {
    fc.assert(
      fc.property(anyRecord, fc.boolean(), (record, hasNotes) => {
        if (record.container === null && record.snapshots.length === 0) return;
        const found = traces(record, hasNotes ? notesOf(record, new Map()) : null);
        const again = rebuilt(found);
        expect(applyChange(again, { type: 'surveyed', survey: found.survey })).toEqual(again);
        const snapshot_ids = again.snapshots.map(({ id }) => id);
        expect(contradicts(again, { container: again.container, snapshot_ids })).toBe(false);
      }),
    );
  });

  it('takes the state that Docker shows for the one that is wanted', () => {
    expect(rebuilt(traces(aRecord(), null))).toMatchObject({ status: 'running', desired: 'running' });
    const paused = aRecord({ container: aContainer({ state: 'paused' }) });
    expect(rebuilt(traces(paused, null))).toMatchObject({ status: 'paused', desired: 'paused' });
  });

  it('counts a container that ended as stopped, unless the notes say that it should run', () => {
    const ended = aRecord({ container: aContainer({ state: 'exited' }) });
    expect(rebuilt(traces(ended, null)).status).toBe('stopped');
    expect(rebuilt(traces(ended)).status).toBe('crashed');
  });

  it('counts it as stopped when a snapshot of that very stop is there, whatever older notes say', () => {
    const container = aContainer({ state: 'exited', finished_at: '2026-01-01T01:00:00Z' });
    const { id: container_id, started_at, finished_at, writable_bytes } = container;
    const source = { container_id, started_at, finished_at, writable_bytes };
    const record = aRecord({ container, snapshots: [aSnapshot(1, { reason: 'stop', source })] });
    expect(rebuilt(traces(record))).toMatchObject({ status: 'stopped', desired: 'stopped' });
  });

  it('is missing when only snapshots are left, and has the head that it had', () => {
    const snapshots = [aSnapshot(1), aSnapshot(2), aSnapshot(3, { reason: 'safety' })];
    const record = aRecord({ container: null, snapshots, head: snapshots[0]?.id ?? null });
    expect(rebuilt(traces(record))).toMatchObject({ status: 'missing', head: snapshots[0]?.id });
    expect(rebuilt(traces(record, null))).toMatchObject({ status: 'missing', head: snapshots[1]?.id });
  });

  it('loses no snapshot to rotation when nobody knows any more how many were wanted, or which were pinned', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        if (record.container === null && record.snapshots.length === 0) return;
        const again = rebuilt(traces(record, null));
        expect(policyOf(again).max_snapshots).toBe(0);
        expect(planRotation(again)).toEqual({ remove: [], expire: [] });
      }),
    );
  });

  it('has the restart policy that an operation was holding back when it was cut off', () => {
    const held = aSpec({ RestartPolicy: { Name: 'no', MaximumRetryCount: 0 } });
    const own = aSpec({ RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } });
    const found = traces(aRecord({ container: aContainer({ state: 'exited' }), spec: held }));
    const spec = rebuilt({ ...found, container: { image: 'debian', created_at: '', spec: own } }).spec;
    expect(spec?.host_config['RestartPolicy']).toMatchObject({ Name: 'always' });
  });

  it('has the name of its container when a swap was cut off that had set it aside', () => {
    const name = 'holdfast-web.prev';
    const record = aRecord({ container: aContainer({ state: 'exited', name }), spec: { ...aSpec(), name } });
    expect(rebuilt({ ...traces(record), container: null }).spec?.name).toBe('holdfast-web');
  });

  it('is not made when nothing tells the configuration', () => {
    const found = traces(aRecord({ container: null, snapshots: [aSnapshot(1)] }));
    expect(rebuildRecord({ ...found, snapshot_spec: null }, REBUILD)).toBeNull();
  });
});

describe('the notes of a VPS', () => {
  it('name the snapshots of which the labels say something else, and no others', () => {
    const plain = aSnapshot(1);
    const renamed = aSnapshot(2, { name: 'new name' });
    const label: SnapshotNote = { name: null, message: null, pinned: false, expired: false };
    const labelled = new Map([
      [plain.id, label],
      [renamed.id, label],
    ]);
    const { snapshots } = notesOf(aRecord({ snapshots: [plain, renamed] }), labelled);
    expect(snapshots).toEqual({ [renamed.id]: { ...label, name: 'new name' } });
  });
});

describe('the label that holds a configuration', () => {
  it('is read back', () => {
    expect(parseSpec(JSON.stringify(aSpec()))).toEqual(aSpec());
  });

  it.each([undefined, '', '{', 'null', '[]', '{}', '{"name":1}', '{"name":"x","env_names":{}}'])(
    'is refused when it is none: %s',
    (label) => {
      expect(parseSpec(label)).toBeNull();
    },
  );
});
