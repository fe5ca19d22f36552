import fc from 'fast-check';
import { applyChange } from '../../../src/domain/changes';
import {
  lackOfRoom,
  lackOfRoomForTexts,
  MOST_SNAPSHOTS,
  mightRotate,
  planRotation,
  releasedSnapshots,
} from '../../../src/domain/retention';
import { byAge } from '../../../src/domain/snapshot';
import { policyOf } from '../../../src/domain/vps';
import { aContainer, anyRecord, aRecord, aSnapshot } from './fixtures';

const five = [1, 2, 3, 4, 5].map((minute) => aSnapshot(minute));
const ids = (...minutes: number[]) => minutes.map((minute) => aSnapshot(minute).id);

describe('rotation', () => {
  it('removes nothing while there are no more than the maximum', () => {
    expect(planRotation(aRecord({ snapshots: five }))).toEqual({ remove: [], expire: [] });
  });

  it('removes the oldest when there is one too many', () => {
    const record = aRecord({ snapshots: [...five, aSnapshot(6)] });
    expect(planRotation(record)).toEqual({ remove: ids(1), expire: [] });
  });

  it('removes nothing when the maximum is 0, which means no limit', () => {
    const record = aRecord({ snapshots: five, policy: { max_snapshots: 0 } });
    expect(planRotation(record)).toEqual({ remove: [], expire: [] });
  });

  it('passes over a pinned snapshot and takes the next oldest', () => {
    const record = aRecord({ snapshots: [aSnapshot(0, { pinned: true }), ...five] });
    expect(planRotation(record).remove).toEqual(ids(1));
  });

  it('lets one that is in use go later, and names it when it no longer is', () => {
    const record = aRecord({
      snapshots: [...five, aSnapshot(6)],
      container: aContainer({ created_from: aSnapshot(1).id }),
      head: aSnapshot(6).id,
    });
    const plan = planRotation(record);
    expect(plan).toEqual({ remove: [], expire: ids(1) });

    const later = applyChange(record, { type: 'snapshots_expired', ids: plan.expire });
    expect(releasedSnapshots(later)).toEqual([]);
    const released = applyChange(later, {
      type: 'container',
      container: aContainer({ id: 'c2', created_from: aSnapshot(6).id }),
    });
    expect(releasedSnapshots(released)).toEqual(ids(1));
  });

  it('never touches a pin, the head or the newest, and removes no more than the surplus', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const { remove, expire } = planRotation(record);
        const chosen = [...remove, ...expire];
        const newest = [...record.snapshots].sort(byAge).at(-1);
        for (const snapshot of record.snapshots.filter(({ id }) => chosen.includes(id))) {
          expect(snapshot.pinned).toBe(false);
          expect(snapshot.id).not.toBe(record.head);
          expect(snapshot.id).not.toBe(newest?.id);
        }
        const max = policyOf(record).max_snapshots;
        const surplus = max === 0 ? 0 : Math.max(0, record.snapshots.length - max);
        expect(chosen.length).toBeLessThanOrEqual(surplus);
      }),
    );
  });

  it('keeps every snapshot that is younger than one that it removes, unless that is next in line too', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const { remove, expire } = planRotation(record);
        const chosen = [...remove, ...expire].sort();
        const eligible = record.snapshots
          .filter(({ id, pinned }) => !pinned && id !== record.head)
          .map(({ id }) => id)
          .sort();
        expect(chosen).toEqual(eligible.slice(0, chosen.length));
      }),
    );
  });

  it('foresees every snapshot that an operation which takes up to two might rotate out', () => {
    fc.assert(
      fc.property(anyRecord, fc.integer({ min: 1, max: 2 }), fc.boolean(), (record, taken, becomesHead) => {
        let after = record;
        for (let i = 0; i < taken; i++) {
          const snapshot = aSnapshot(100 + i, { reason: becomesHead ? 'manual' : 'safety' });
          after = applyChange(after, { type: 'snapshot_taken', snapshot });
        }
        const { remove, expire } = planRotation(after);
        for (const id of [...remove, ...expire].filter((id) => record.snapshots.some((s) => s.id === id))) {
          expect(mightRotate(record, id)).toBe(true);
        }
      }),
    );
  });
});

describe('the room in a record', () => {
  const full = Array.from({ length: MOST_SNAPSHOTS }, (_, minute) => aSnapshot(minute));
  const keepsAll = { policy: { max_snapshots: 0 } };
  const worded = (count: number, message: string) =>
    Array.from({ length: count }, (_, minute) => aSnapshot(minute, { message }));

  it('ends with a number of snapshots', () => {
    expect(lackOfRoom(aRecord({ snapshots: full.slice(1), ...keepsAll }))).toBeNull();
    expect(lackOfRoom(aRecord({ snapshots: full, ...keepsAll }))).toContain('500 snapshots');
  });

  it('is made by what rotates out, and not by what is pinned', () => {
    const policy = { max_snapshots: MOST_SNAPSHOTS };
    expect(lackOfRoom(aRecord({ snapshots: full, policy }))).toBeNull();
    const pinned = full.map((snapshot) => ({ ...snapshot, pinned: true }));
    expect(lackOfRoom(aRecord({ snapshots: pinned, policy }))).toContain('500 snapshots');
  });

  it('ends earlier when the messages are long, whatever letters they have', () => {
    const [ascii, han] = ['m'.repeat(1000), '潮'.repeat(1000)];
    expect(lackOfRoom(aRecord({ snapshots: worded(200, ascii), ...keepsAll }))).toBeNull();
    expect(lackOfRoom(aRecord({ snapshots: worded(200, han), ...keepsAll }))).toContain('bytes');
  });

  it('is not for longer texts when there is none, but for shorter ones', () => {
    const [long, longer] = [worded(200, '潮'.repeat(900)), worded(200, '潮'.repeat(901))];
    expect(lackOfRoomForTexts(long, longer)).toContain('bytes');
    expect(lackOfRoomForTexts(longer, long)).toBeNull();
  });

  it('lets an operation hand back three looks at all of it', () => {
    const snapshots = worded(140, '潮'.repeat(1000));
    expect(lackOfRoom(aRecord({ snapshots, ...keepsAll }))).toBeNull();
    expect(3 * Buffer.byteLength(JSON.stringify(snapshots))).toBeLessThan(2_000_000);
  });
});
