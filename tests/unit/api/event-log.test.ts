import { EventLog } from '../../../src/api/live/event-log';

function logOf(count: number): EventLog {
  const log = new EventLog();
  for (let n = 1; n <= count; n++) log.append('vps', `vps:${n}`, () => n);
  return log;
}

const numbers = (log: EventLog, id: string) => log.after(id)?.map((event) => Number(event.dataFor('host')));

describe('the log of events', () => {
  it('tells what came after an event', () => {
    const log = logOf(3);
    const { position } = log;
    log.append('vps', 'vps:4', () => 4);
    log.append('vps', 'vps:5', () => 5);
    expect(numbers(log, position)).toEqual([4, 5]);
    expect(numbers(log, log.position)).toEqual([]);
  });

  it('does not know what is of another log, too old, or yet to come', () => {
    const log = logOf(2500);
    const place = (n: number) => log.position.replace(/\d+$/, String(n));
    expect(numbers(log, place(500))).toHaveLength(2000);
    expect(log.after(place(499))).toBeUndefined();
    expect(log.after(place(2501))).toBeUndefined();
    expect(log.after(logOf(3).position)).toBeUndefined();
    expect(log.after('')).toBeUndefined();
  });

  it('writes an event down once for all who reach the API by the same name', () => {
    const log = new EventLog();
    const render = jest.fn((host: string) => ({ host }));
    const event = log.append('vps', 'vps:a', render);
    expect([event.dataFor('a'), event.dataFor('a'), event.dataFor('b')]).toEqual([
      '{"host":"a"}',
      '{"host":"a"}',
      '{"host":"b"}',
    ]);
    expect(render).toHaveBeenCalledTimes(2);
  });
});
