import { formatLogLine } from '../../../src/platform/log-format';

const NOW = new Date(2026, 10, 25, 7, 12, 1);
const line = (entry: object) =>
  formatLogLine('worker', JSON.stringify({ time: NOW.toISOString(), ...entry }));

describe('a line of the log as text', () => {
  it('has the time, where it comes from, and the message', () => {
    expect(line({ level: 30, name: 'worker', pid: 1, hostname: 'h', msg: 'working' })).toBe(
      '07:12:01 worker   working',
    );
  });

  it('shows a level that is not the usual one, and everything else that was logged', () => {
    expect(line({ level: 40, msg: 'slow', step: 'commit', attempt: 2, tags: ['a'] })).toBe(
      '07:12:01 worker   WARN slow step=commit attempt=2 tags=["a"]',
    );
  });

  it('shows the stack of an error below', () => {
    expect(line({ level: 50, msg: 'failed', err: { message: 'm', stack: 'Error: m\n    at f' } })).toBe(
      '07:12:01 worker   ERROR failed\n  Error: m\n      at f',
    );
    expect(line({ level: 50, msg: 'failed', err: { message: 'no stack' } })).toMatch(/failed\n {2}no stack$/);
  });

  it('shortens what is too long to read', () => {
    expect(line({ level: 30, msg: 'm', body: 'x'.repeat(10_000) }).length).toBeLessThan(400);
  });

  it.each(['plain text', '{ not JSON', '', 'null'])('leaves %j as it is', (text) => {
    expect(formatLogLine('server', text, NOW)).toBe(`07:12:01 server   ${text}`);
  });
});
