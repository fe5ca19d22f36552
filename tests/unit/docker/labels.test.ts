import {
  containerLabels,
  managedAs,
  snapshotLabels,
  snapshotOf,
  userLabels,
} from '../../../src/docker/labels';
import { LABELS } from '../../../src/domain/names';

const id = '20261125t071200123-k3f9a1';
const source = {
  container_id: 'c1',
  started_at: '2026-11-25T07:00:00Z',
  finished_at: '0001-01-01T00:00:00Z',
  writable_bytes: 12,
};
const spec = { name: 'holdfast-web', config: {}, env_names: ['A'], host_config: {}, networks: {} };
const made = {
  task_id: 'web',
  snapshot_id: id,
  operation_id: 'snapshot:web:0123456789',
  created_at: '2026-11-25T07:12:00.123Z',
  runner: 'local',
  spec,
};
const ofSnapshot = snapshotLabels({
  ...made,
  reason: 'stop',
  name: null,
  message: 'two\nlines of $text',
  pinned: true,
  parent: null,
  source,
});
const sizes = { layers: 3, size: 100, unique_size: 10 };

describe('our labels', () => {
  it('hold the whole record of a snapshot', () => {
    const image = { Id: 'sha256:1', RepoTags: [`holdfast/web:${id}`], Labels: ofSnapshot };
    expect(snapshotOf(image, 'web', sizes)).toMatchObject({
      ...sizes,
      id,
      tag: `holdfast/web:${id}`,
      reason: 'stop',
      name: null,
      message: 'two\nlines of $text',
      pinned: true,
      parent: null,
      source,
      operation_id: 'snapshot:web:0123456789',
    });
  });

  it('make no snapshot of an image of another VPS, or of one under another name', () => {
    const image = { Id: 'sha256:1', RepoTags: [`holdfast/web:${id}`], Labels: ofSnapshot };
    expect(snapshotOf(image, 'other', sizes)).toBeNull();
    expect(snapshotOf({ ...image, RepoTags: ['holdfast/web:mine'] }, 'web', sizes)).toBeNull();
    expect(snapshotOf({ ...image, Labels: null }, 'web', sizes)).toBeNull();
  });

  it('on a container outdo all those that it inherits from a snapshot', () => {
    const inherited = { ...ofSnapshot, ...containerLabels(made) };
    expect(Object.keys(inherited).sort()).toEqual(Object.values(LABELS).sort());
    expect(inherited[LABELS.message]).toBe('');
    expect(managedAs(inherited)).toBe('web');
  });

  it('do not make a container ours that somebody ran from a snapshot by hand', () => {
    expect(managedAs(ofSnapshot)).toBeNull();
    expect(managedAs(null)).toBeNull();
  });

  it("are no part of the person's own", () => {
    expect(userLabels({ ...ofSnapshot, team: 'a', empty: '' })).toEqual({ team: 'a', empty: '' });
  });
});
