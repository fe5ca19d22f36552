import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { engineCall } from './errors';

/** Something that happened to a container or an image, as the engine reports it. */
export interface EngineEvent {
  type: 'container' | 'image';
  /** Such as `die`, `stop`, `oom`, `destroy`, `untag`. */
  action: string;
  /** The container's or image's id. */
  id: string;
  /** The container's name, the image's reference, and all labels. */
  attributes: { [name: string]: string };
}

const ACTIONS = {
  container: ['die', 'oom', 'kill', 'stop', 'start', 'pause', 'unpause', 'rename', 'destroy'],
  image: ['delete', 'untag', 'tag', 'import', 'load'],
};

/** Docker's event stream. */
export class Events {
  constructor(private readonly docker: Docker) {}

  /**
   * The events from now on that may concern a VPS. Ends when the engine closes the stream.
   *
   * @throws EngineUnreachableError when it breaks
   */
  async *follow(signal: AbortSignal): AsyncGenerator<EngineEvent> {
    const event = [...ACTIONS.container, ...ACTIONS.image];
    const stream = await engineCall(
      this.docker.getEvents({ filters: { type: ['container', 'image'], event }, abortSignal: signal }),
    );
    const close = (): void => {
      (stream as Readable).destroy();
    };
    signal.addEventListener('abort', close, { once: true });
    try {
      for await (const line of linesOf(stream.setEncoding('utf8'))) {
        const parsed = parseEvent(line);
        if (parsed !== undefined) yield parsed;
      }
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  }
}

/** Unlike Node's readline, this ends when the stream is destroyed: it throws then. */
async function* linesOf(text: AsyncIterable<string | Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

interface WireEvent {
  Type?: string;
  Action?: string;
  Actor?: { ID?: string; Attributes?: { [name: string]: string } };
}

function parseEvent(line: string): EngineEvent | undefined {
  if (line.trim() === '') return undefined;
  const { Type, Action, Actor } = JSON.parse(line) as WireEvent;
  if ((Type !== 'container' && Type !== 'image') || Action === undefined) return undefined;
  return { type: Type, action: Action, id: Actor?.ID ?? '', attributes: Actor?.Attributes ?? {} };
}
