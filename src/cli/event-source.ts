import { createParser } from 'eventsource-parser';
import type { ApiClient } from './api-client';

export interface ServerEvent {
  type: string;
  id: string | undefined;
  data: unknown;
}

/** A proxy that lets nothing through, or a peer that is gone without a word: the API sends something every 15 s. */
const SILENT_MS = 45_000;
const OPENS_WITHIN_MS = 15_000;

/**
 * One connection to an event stream. Ends when the stream does, and throws when it breaks.
 *
 * @param lastEventId what was seen last, so that nothing is told twice
 */
export async function* readEvents(
  api: ApiClient,
  path: string,
  lastEventId: string | undefined,
): AsyncGenerator<ServerEvent> {
  const hangUp = new AbortController();
  let timer = setTimeout(() => hangUp.abort(), OPENS_WITHIN_MS);
  try {
    const { body } = await api.fetch(path, {
      signal: hangUp.signal,
      headers: {
        accept: 'text/event-stream',
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      },
    });
    const arrived: ServerEvent[] = [];
    const parser = createParser({
      onEvent: ({ event, id, data }) =>
        arrived.push({ type: event ?? 'message', id, data: JSON.parse(data) as unknown }),
    });
    const decoder = new TextDecoder();
    for await (const chunk of body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(() => hangUp.abort(), SILENT_MS);
      parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
      yield* arrived.splice(0);
    }
  } finally {
    clearTimeout(timer);
    hangUp.abort();
  }
}
