const LEVELS: { [level: number]: string } = {
  10: 'trace',
  20: 'debug',
  30: '',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};
const SHOWN_ELSEWHERE = new Set(['level', 'time', 'name', 'msg', 'pid', 'hostname', 'err', 'error']);

/**
 * One line of a child's log as text: `07:12:01 worker WARN message key=value`. A line that is no JSON object is
 * shown as it is.
 */
export function formatLogLine(source: string, line: string, now: Date = new Date()): string {
  const entry = parseObject(line);
  if (entry === undefined) return prefix(source, now) + line;
  const time = typeof entry['time'] === 'string' ? new Date(entry['time']) : now;
  const level = typeof entry['level'] === 'number' ? (LEVELS[entry['level']] ?? '') : '';
  const message = typeof entry['msg'] === 'string' ? entry['msg'] : '';
  const details = Object.entries(entry)
    .filter(([key]) => !SHOWN_ELSEWHERE.has(key))
    .map(([key, value]) => `${key}=${shorten(typeof value === 'string' ? value : JSON.stringify(value))}`);
  const words = [level, message, ...details].filter((word) => word !== '');
  return prefix(source, time) + words.join(' ') + errorText(entry['err'] ?? entry['error']);
}

function prefix(source: string, time: Date): string {
  return `${time.toTimeString().slice(0, 8)} ${source.padEnd(8)} `;
}

function errorText(error: unknown): string {
  if (typeof error === 'string') return `\n  ${error}`;
  if (typeof error !== 'object' || error === null) return '';
  const { stack, message } = error as { stack?: unknown; message?: unknown };
  const text = typeof stack === 'string' ? stack : typeof message === 'string' ? message : '';
  return text === '' ? '' : `\n  ${text.replaceAll('\n', '\n  ')}`;
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function parseObject(line: string): { [key: string]: unknown } | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as { [key: string]: unknown };
  } catch {
    return undefined;
  }
}
