import { createParser } from 'eventsource-parser';
import type { JsonObject } from '../../../src/domain/json';
import { stack } from '../../support/stack';
import { eventually } from './eventually';

export interface SeenEvent {
  type: string;
  id: string | undefined;
  data: JsonObject;
  /** `Date.now()` when it came. */
  at: number;
}

export interface EventOptions {
  api?: string;
  lastEventId?: string;
}

/** A client of an event stream that keeps everything it is told. */
export class EventClient {
  readonly events: SeenEvent[] = [];
  /** Resolves when the stream has ended, from whichever side. */
  readonly ended: Promise<void>;
  private readonly hangUp: AbortController;

  private constructor(
    readonly response: Response,
    hangUp: AbortController,
  ) {
    this.hangUp = hangUp;
    this.ended = this.read().catch(() => undefined);
  }

  static async open(
    path: string,
    { api = stack().apiUrl, lastEventId }: EventOptions = {},
  ): Promise<EventClient> {
    const hangUp = new AbortController();
    const response = await fetch(api + path, {
      signal: hangUp.signal,
      headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    });
    return new EventClient(response, hangUp);
  }

  get lastId(): string {
    return this.events.findLast(({ id }) => id !== undefined)?.id ?? '';
  }

  of(type: string): SeenEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  /** Waits for the first event that fits. */
  async until(what: string, fits: (event: SeenEvent) => boolean, withinMs = 20_000): Promise<SeenEvent> {
    return eventually(what, () => this.events.find(fits), { withinMs });
  }

  async close(): Promise<void> {
    this.hangUp.abort();
    await this.ended;
  }

  private async read(): Promise<void> {
    const parser = createParser({
      onEvent: ({ event = 'message', id, data }) =>
        this.events.push({ type: event, id, data: JSON.parse(data) as JsonObject, at: Date.now() }),
    });
    const decoder = new TextDecoder();
    for await (const chunk of this.response.body ?? [])
      parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
  }
}
