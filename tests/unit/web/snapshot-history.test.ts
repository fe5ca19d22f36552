import { freedBytes } from '../../../web/src/vps/freed-bytes';
import { layOutHistory, withoutHidden } from '../../../web/src/vps/snapshot-graph';

test('after a restore what was left behind is a lane of its own, which joins where it began', () => {
  const rows = layOutHistory(
    [
      { id: 'safety', parent: 'restart' },
      { id: 'restart', parent: 'base' },
      { id: 'base', parent: null },
    ],
    'base',
  );
  expect(rows.map(({ lane }) => lane)).toEqual([0, 1, 1, 0]);
  expect(rows[3]).toEqual({ lane: 0, above: [0, 1], below: [], joining: [1] });
});

test('one whose parent is gone ends its line', () => {
  expect(layOutHistory([{ id: 'a', parent: 'rotated out' }], 'a')[1]?.below).toEqual([]);
});

const snapshot = (id: string, parent: string | null, layers: number, in_use = false) => ({
  id,
  parent,
  layers,
  in_use,
  unique_size: 10,
});

test('what others are built on comes free only with them', () => {
  const all = [snapshot('child', 'base', 3), snapshot('base', null, 2)];
  expect(freedBytes(all, new Set(['base']))).toMatchObject({ now: 0, later: 10 });
  expect(freedBytes(all, new Set(['base', 'child']))).toMatchObject({ now: 20, later: 0 });
});

test('snapshots of one container do not carry each other', () => {
  const all = [snapshot('second', 'first', 2), snapshot('first', null, 2)];
  expect(freedBytes(all, new Set(['first']))).toMatchObject({ now: 10, later: 0 });
});

test('what the VPS stands on keeps its bytes', () => {
  const all = [snapshot('used', 'base', 3, true), snapshot('base', null, 2)];
  expect(freedBytes(all, new Set(['base']))).toMatchObject({ now: 0, later: 10 });
});

test('hiding what lies between leads its line on to the nearest ancestor that shows', () => {
  const history = [
    { id: 'later', parent: 'safety' },
    { id: 'safety', parent: 'base' },
    { id: 'base', parent: null },
  ];
  const { shown, head } = withoutHidden(history, 'safety', ({ id }) => id !== 'safety');
  expect(shown).toEqual([
    { id: 'later', parent: 'base' },
    { id: 'base', parent: null },
  ]);
  expect(head).toBe('base');
});

test('a freed figure is exact only where every tie is known', () => {
  const freed = (...all: ReturnType<typeof snapshot>[]) => freedBytes(all, new Set(['a'])).isExact;
  expect(freed(snapshot('a', 'base', 3), snapshot('base', null, 2))).toBe(true);
  expect(freed(snapshot('a', 'rotated out', 3))).toBe(false);
  expect(freed(snapshot('a', 'base', 1), snapshot('base', null, 2))).toBe(false);
});
