/** How sizes, ages and durations read, everywhere in the dashboard. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Decimal units, as Docker shows them: `0 B`, `999 B`, `1.2 kB`, `12 MB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return 'unknown';
  let value = Math.abs(bytes);
  let unit = 0;
  // At 999.5 a rounded figure would read 1000.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  const sign = bytes < 0 ? '-' : '';
  return `${sign}${Number(value.toFixed(digits))} ${UNITS[unit] ?? ''}`;
}

/** For those who want it to the byte: `12,345,678 bytes`. */
export function formatExactBytes(bytes: number): string {
  return `${bytes.toLocaleString('en-GB')} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** Binary units, as memory is given: `512 MiB`, `1.5 GiB`. */
export function formatMemory(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  if (mebibytes < 1024) return `${Number(mebibytes.toFixed(mebibytes < 10 ? 1 : 0))} MiB`;
  return `${Number((mebibytes / 1024).toFixed(1))} GiB`;
}

/** How long something took: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `5 d 3 h`. */
export function formatDuration(ms: number): string {
  const spent = Math.max(0, ms);
  if (spent < 9950) return `${(spent / SECOND).toFixed(1)} s`;
  if (spent < MINUTE - 500) return `${Math.round(spent / SECOND)} s`;
  if (spent < HOUR) {
    const seconds = Math.round(spent / SECOND);
    return joinParts(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  }
  if (spent < DAY)
    return joinParts(Math.floor(spent / HOUR), 'h', Math.floor((spent % HOUR) / MINUTE), 'min');
  return joinParts(Math.floor(spent / DAY), 'd', Math.floor((spent % DAY) / HOUR), 'h');
}

/** How long ago: `just now`, `40 s ago`, `5 min ago`, `3 h ago`, `2 days ago`, and a date beyond a month. */
export function formatAge(at: string | number, now: number): string {
  const time = typeof at === 'number' ? at : Date.parse(at);
  if (!Number.isFinite(time)) return 'at an unknown time';
  const age = now - time;
  // Clocks of two machines differ a little.
  if (age < 10 * SECOND) return 'just now';
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`;
  const days = Math.floor(age / DAY);
  if (days < 31) return days === 1 ? 'yesterday' : `${days} days ago`;
  return `on ${new Date(time).toISOString().slice(0, 10)}`;
}

/** The exact moment in the reader's own time zone. */
export function formatMoment(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  return date.toLocaleString('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'long',
  });
}

/** `1 snapshot`, `3 snapshots`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en-GB')} ${amount === 1 ? one : many}`;
}

function joinParts(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}
