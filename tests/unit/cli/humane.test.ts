import { readBytes, sayAge, sayBytes, sayDuration } from '../../../src/cli/humane';
import { formatTable } from '../../../src/cli/table';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [123_456_789, '123 MB'],
  [null, '-'],
])('%p bytes are %s', (bytes, text) => expect(sayBytes(bytes)).toBe(text));

it.each([
  [450, '450ms'],
  [2345, '2.3s'],
  [61_000, '1m 1s'],
  [3_700_000, '1h 1m'],
  [400_000_000, '4d 15h'],
])('%p ms are %s', (ms, text) => expect(sayDuration(ms)).toBe(text));

it('says an age in whole seconds', () => {
  expect(sayAge('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:00:42.9Z'))).toBe('42s ago');
});

it.each([
  ['512m', 536_870_912],
  ['2G', 2_147_483_648],
  ['1.5GiB', 1_610_612_736],
  ['1000', 1000],
  ['lots', undefined],
])('%s of memory is %p', (text, bytes) => expect(readBytes(text)).toBe(bytes));

it('lines up a table, and lets nobody break its lines', () => {
  expect(
    formatTable(
      ['name', 'note'],
      [
        ['a', 'one\ntwo\u001b[31m'],
        ['longer', ''],
      ],
    ),
  ).toBe('NAME    NOTE\na       one two [31m\nlonger');
});
