import { applyChange } from '../../../src/domain/changes';
import { hasFlattened, isTooDeep, standsOnUnnamedImage } from '../../../src/domain/depth';
import { roomForFlattening } from '../../../src/domain/preflight';
import { aContainer, aRecord, aSnapshot } from './fixtures';

describe('the depth of a snapshot', () => {
  it('is too much from the threshold on, when the runner has one', () => {
    expect([99, 100, 101].map((layers) => isTooDeep(aSnapshot(1, { layers }), 100))).toEqual([
      false,
      true,
      true,
    ]);
    expect(isTooDeep(aSnapshot(1, { layers: 500 }), null)).toBe(false);
  });

  it('shows that a snapshot of this container was flattened', () => {
    const container = aContainer({ layers: 99 });
    const ofContainer = (layers: number) =>
      aSnapshot(layers, { layers, source: { ...aSnapshot(1).source, container_id: container.id } });
    expect(hasFlattened(aRecord({ container, snapshots: [ofContainer(100), ofContainer(99)] }))).toBe(false);
    expect(hasFlattened(aRecord({ container, snapshots: [aSnapshot(1, { layers: 1 })] }))).toBe(false);
    expect(hasFlattened(aRecord({ container, snapshots: [ofContainer(100), ofContainer(1)] }))).toBe(true);
    expect(hasFlattened(aRecord({ container: null, snapshots: [ofContainer(1)] }))).toBe(false);
  });

  it('tells an image that has lost its name', () => {
    const snapshot = aSnapshot(1);
    const record = aRecord({ snapshots: [snapshot] });
    const { id, image_id } = snapshot;
    expect(standsOnUnnamedImage(record, aContainer({ created_from: id, image_id }))).toBe(false);
    expect(standsOnUnnamedImage(record, aContainer({ created_from: id, image_id: 'sha256:old' }))).toBe(true);
    expect(standsOnUnnamedImage(record, aContainer({ image_id: 'sha256:old' }))).toBe(false);
  });
});

describe('flattening', () => {
  it('changes the image of a snapshot, and neither the head nor what a person said about it', () => {
    const [older, newer] = [aSnapshot(1, { name: 'mine', pinned: true }), aSnapshot(2)];
    const record = aRecord({ snapshots: [older, newer], head: newer.id });
    const image = { image_id: 'sha256:flat', size: 90, unique_size: 90, layers: 1 };
    const flattened = { ...older, ...image, name: null, pinned: false };
    expect(applyChange(record, { type: 'snapshot_flattened', snapshot: flattened })).toEqual({
      ...record,
      snapshots: [{ ...older, ...image }, newer],
    });
  });

  it('needs room for the whole image and the reserve', () => {
    const disk = { free_bytes: 150, reserve_bytes: 50 };
    expect(roomForFlattening(100, disk)).toBeNull();
    expect(roomForFlattening(101, disk)).toContain('151 bytes; 150 are free');
    expect(roomForFlattening(101, { ...disk, free_bytes: null })).toBeNull();
  });
});
