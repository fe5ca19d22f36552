import { randomBytes } from 'node:crypto';

/** Something to tell those who listen. */
export interface LiveEvent {
  id: string;
  type: string;
  /** What it is about: a later event of the same key makes this one needless. */
  key: string;
  /** The data as JSON, for a caller who reached the API by this name. */
  dataFor(host: string): string;
}

const MOST_KEPT = 2000;

/**
 * The last events, numbered, so that whoever was cut off can be told what was missed. The ids of another log (of
 * another process, or of an earlier time) are not known here.
 */
export class EventLog {
  private readonly epoch = `${Date.now().toString(36)}${randomBytes(3).toString('hex')}`;
  private readonly events: LiveEvent[] = [];
  private count = 0;

  /** The id of the last event; of one before the first when there is none yet. */
  get position(): string {
    return this.idOf(this.count);
  }

  append(type: string, key: string, render: (host: string) => unknown): LiveEvent {
    this.count += 1;
    const event = { id: this.idOf(this.count), type, key, dataFor: once(render) };
    this.events.push(event);
    if (this.events.length > MOST_KEPT) this.events.shift();
    return event;
  }

  /** What came after the event with this id, oldest first; undefined when that cannot be told (any more). */
  after(id: string): LiveEvent[] | undefined {
    const [epoch, digits = ''] = id.split('-');
    if (epoch !== this.epoch || !/^\d{1,15}$/.test(digits)) return undefined;
    const missed = this.count - Number(digits);
    if (missed < 0 || missed > this.events.length) return undefined;
    return missed === 0 ? [] : this.events.slice(-missed);
  }

  private idOf(count: number): string {
    return `${this.epoch}-${count}`;
  }
}

/** However many listen, an event is written down once for each name of the API; mostly there is one. */
function once(render: (host: string) => unknown): (host: string) => string {
  let last: { host: string; json: string } | undefined;
  return (host) => {
    if (last?.host !== host) last = { host, json: JSON.stringify(render(host)) };
    return last.json;
  };
}
