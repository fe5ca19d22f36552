import fc from 'fast-check';
import { planRestart } from '../../../src/domain/restart-source';
import { aContainer, anyRecord, aRecord, aSnapshot } from './fixtures';

const stopped = aContainer({ state: 'exited', finished_at: '2026-01-01T01:00:00Z' });
const ofStopped = {
  container_id: stopped.id,
  started_at: stopped.started_at,
  finished_at: stopped.finished_at,
  writable_bytes: stopped.writable_bytes,
};
const auto = { auto_snapshot_on_stop: true };
const manual = { auto_snapshot_on_stop: false };

describe('the source of a restart', () => {
  it('is a new snapshot when a running VPS snapshots itself on stop', () => {
    const plan = planRestart(aRecord({ policy: auto, snapshots: [aSnapshot(1)], head: aSnapshot(1).id }), {});
    expect(plan).toEqual({ type: 'recreate_from_new', save: 'restart' });
  });

  it('is the snapshot that stopping took, which need not be taken again', () => {
    const head = aSnapshot(1, { source: ofStopped, reason: 'stop' });
    const plan = planRestart(
      aRecord({ policy: auto, container: stopped, snapshots: [head], head: head.id }),
      {},
    );
    expect(plan).toEqual({ type: 'recreate', from: head, save: null });
  });

  it('is a new snapshot when the stopped container was written to since', () => {
    const head = aSnapshot(1, { source: { ...ofStopped, writable_bytes: 1 }, reason: 'stop' });
    const plan = planRestart(
      aRecord({ policy: auto, container: stopped, snapshots: [head], head: head.id }),
      {},
    );
    expect(plan).toEqual({ type: 'recreate_from_new', save: 'restart' });
  });

  it('is the head, not the newest by time, and what lies beyond it is saved first', () => {
    const head = aSnapshot(1);
    const record = aRecord({ policy: manual, snapshots: [head, aSnapshot(2)], head: head.id });
    expect(planRestart(record, {})).toEqual({ type: 'recreate', from: head, save: 'safety' });
  });

  it('discards what lies beyond the head on request only', () => {
    const head = aSnapshot(1);
    const record = aRecord({ policy: manual, snapshots: [head], head: head.id });
    expect(planRestart(record, { safety_snapshot: false })).toEqual({
      type: 'recreate',
      from: head,
      save: null,
    });
  });

  it('is the named snapshot when one is named', () => {
    const record = aRecord({ policy: auto, snapshots: [aSnapshot(1), aSnapshot(2)], head: aSnapshot(2).id });
    const plan = planRestart(record, { snapshot_id: aSnapshot(1).id });
    expect(plan).toEqual({ type: 'recreate', from: aSnapshot(1), save: 'safety' });
  });

  it('is refused when the named snapshot does not exist', () => {
    expect(planRestart(aRecord(), { snapshot_id: 'nope' })).toEqual({
      type: 'impossible',
      code: 'snapshot_not_found',
    });
  });

  it('is the same container when there is no snapshot and none is to be taken', () => {
    expect(planRestart(aRecord({ policy: manual }), {})).toEqual({ type: 'same_container' });
  });

  it('is the newest that is no safety snapshot when container and head are gone', () => {
    const snapshots = [aSnapshot(1), aSnapshot(2), aSnapshot(3, { reason: 'safety' })];
    const plan = planRestart(aRecord({ container: null, snapshots }), {});
    expect(plan).toEqual({ type: 'recreate', from: snapshots[1], save: null });
  });

  it('is nothing when neither container nor snapshot is left', () => {
    expect(planRestart(aRecord({ container: null }), {})).toEqual({
      type: 'impossible',
      code: 'nothing_to_restore',
    });
  });

  it('never lets unsaved files of an existing container go, unless it is told to', () => {
    fc.assert(
      fc.property(anyRecord, fc.option(fc.nat(11)), (record, named) => {
        const snapshot_id = named === null ? undefined : record.snapshots[named]?.id;
        const plan = planRestart(record, snapshot_id === undefined ? {} : { snapshot_id });
        if (plan.type !== 'recreate' || plan.save !== null || record.container === null) return;
        const { container } = record;
        expect(['exited', 'created']).toContain(container.state);
        expect(record.snapshots.map(({ source }) => source.container_id)).toContain(container.id);
      }),
    );
  });

  it('is never a safety snapshot that nobody named, unless the VPS stands on it or nothing else is left', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const plan = planRestart(record, {});
        if (plan.type !== 'recreate' || plan.from.reason !== 'safety') return;
        const others = record.snapshots.filter(({ reason }) => reason !== 'safety');
        expect(plan.from.id === record.head || others.length === 0).toBe(true);
      }),
    );
  });
});
