const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `1.4 MB`, in powers of ten as Docker shows sizes. */
export function sayBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return '-';
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

/** `450ms`, `2.3s`, `4m 10s`, `3h 5m`, `12d 4h`. */
export function sayDuration(ms: number | null): string {
  if (ms === null) return '-';
  if (ms < 1000) return `${Math.round(ms)}ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${seconds % 60}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h ${minutes % 60}m` : `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** `3m 2s ago` */
export function sayAge(at: string | null | undefined, now = Date.now()): string {
  if (at === null || at === undefined || Number.isNaN(Date.parse(at))) return '-';
  const ms = now - Date.parse(at);
  return ms < 1000 ? 'just now' : `${sayDuration(Math.floor(ms / 1000) * 1000)} ago`;
}

/**
 * Reads `512m`, `2g`, `1.5GiB` or plain bytes, as Docker's `--memory` does: in powers of 1024.
 *
 * @returns undefined when it is none of these
 */
export function readBytes(text: string): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text) ?? [];
  if (digits === '') return undefined;
  return Math.round(Number(digits) * 1024 ** ' kmgt'.indexOf(unit.toLowerCase() || ' '));
}
