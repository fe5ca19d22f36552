import {
  count,
  formatAge,
  formatBytes,
  formatDuration,
  formatExactBytes,
  formatMemory,
} from '../../../web/src/format';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1234, '1.2 kB'],
  [9960, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [12_345_678, '12 MB'],
  [3e15, '3 PB'],
  [null, 'unknown'],
])('%p bytes read %p', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, '0.0 s'],
  [420, '0.4 s'],
  [9960, '10 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [185_000, '3 min 5 s'],
  [7_800_000, '2 h 10 min'],
  [97_200_000, '1 d 3 h'],
])('%p ms read %p', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [-5000, 'just now'],
  [9000, 'just now'],
  [40_000, '40 s ago'],
  [300_000, '5 min ago'],
  [10_800_000, '3 h ago'],
  [86_400_000, 'yesterday'],
  [3 * 86_400_000, '3 days ago'],
  [40 * 86_400_000, 'on 2026-10-16'],
])('what is %p ms old reads %p', (age, text) => {
  const now = Date.parse('2026-11-25T12:00:00Z');
  expect(formatAge(new Date(now - age).toISOString(), now)).toBe(text);
});

test('memory, exact bytes and counts read as people write them', () => {
  expect(formatMemory(256 * 2 ** 20)).toBe('256 MiB');
  expect(formatMemory(1.5 * 2 ** 30)).toBe('1.5 GiB');
  expect(formatExactBytes(12_345)).toBe('12,345 bytes');
  expect([count(1, 'VPS', 'VPSs'), count(2, 'snapshot')]).toEqual(['1 VPS', '2 snapshots']);
});
