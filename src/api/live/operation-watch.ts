import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isTemporalUnreachable } from '../temporal/grpc-errors';
import { readSettledOperation } from '../temporal/settled-operation';
import type { OperationRef } from '../temporal/wait';
import type { StreamMessage } from './event-stream';
import type { LiveDeps } from './live-hub';

/** An operation at work moves on within a second; one that waits in a queue may do so for hours. */
const PAUSE_MS = { running: 250, queued: 500 };
const ENDED = 'end';

interface Listener {
  send: (message: StreamMessage) => void;
  /** The id of the last event that it has seen. */
  seen: string | undefined;
  done: () => void;
}

/**
 * Looks at one operation for as long as somebody watches it. An event's id names what the event said, so that another
 * API, or this one started anew, knows as well whether a client that comes back has seen it.
 */
export class OperationWatch {
  private readonly listeners = new Set<Listener>();
  private latest: StreamMessage & { id: string } = { id: '', type: '', key: '', data: '' };
  private isAway = false;
  private isRunning = false;
  private lastMillis = 0;

  constructor(
    private readonly deps: LiveDeps,
    private readonly operation: OperationRef,
    private readonly onOver: () => void,
  ) {}

  /** Tells the listener how the operation is now, what it does, and when it is over. Returns how to stop that. */
  add(listener: Listener): () => void {
    this.listeners.add(listener);
    if (this.latest.id !== '') tell(listener, this.latest);
    if (this.isAway) listener.send(status('away'));
    if (!this.isRunning) {
      this.isRunning = true;
      void this.run();
    }
    return () => this.listeners.delete(listener);
  }

  private async run(): Promise<void> {
    const { closing } = this.deps;
    while (this.listeners.size > 0 && !closing.aborted) {
      const pause = await this.look();
      if (pause === undefined) break;
      await sleep(pause, undefined, { signal: closing }).catch(() => undefined);
    }
    this.isRunning = false;
    this.onOver();
  }

  /** How long to wait before the next look; undefined when there is nothing more to see. */
  private async look(): Promise<number | undefined> {
    try {
      const view = await readSettledOperation(this.deps, this.operation);
      if (this.isAway) this.sayStatus('back');
      if (view !== undefined) this.say(JSON.stringify(view));
      if (view === undefined || view.ended_at !== null) {
        this.end();
        return undefined;
      }
      return view.status === 'queued' ? PAUSE_MS.queued : PAUSE_MS.running;
    } catch (error) {
      if (isTemporalUnreachable(error)) {
        if (!this.isAway) this.sayStatus('away');
      } else
        this.deps.log.warn({ err: error, operation_id: this.operation.id }, 'an operation is not to be seen');
      return PAUSE_MS.queued;
    }
  }

  private say(data: string): void {
    const print = createHash('sha256').update(data).digest('hex').slice(0, 16);
    if (printOf(this.latest.id) === print) return;
    this.latest = { id: this.makeId(print), type: 'operation', key: 'operation', data };
    for (const listener of this.listeners) tell(listener, this.latest);
  }

  private end(): void {
    const end: StreamMessage = { id: this.makeId(ENDED), type: 'end', key: 'end', data: '{}' };
    for (const listener of this.listeners) {
      listener.send(end);
      listener.done();
    }
    this.listeners.clear();
  }

  private sayStatus(temporal: 'away' | 'back'): void {
    this.isAway = temporal === 'away';
    for (const { send } of this.listeners) send(status(temporal));
  }

  private makeId(print: string): string {
    this.lastMillis = Math.max(this.lastMillis + 1, Date.now());
    return `${this.lastMillis}-${print}`;
  }
}

/** Whether a client with this `Last-Event-ID` has seen all there is of its operation. */
export function hasSeenEnd(lastEventId: string | undefined): boolean {
  return lastEventId !== undefined && printOf(lastEventId) === ENDED;
}

export function status(temporal: 'away' | 'back'): StreamMessage {
  return { type: 'status', key: 'status', data: JSON.stringify({ temporal }) };
}

function tell(listener: Listener, message: StreamMessage & { id: string }): void {
  const { seen } = listener;
  if (seen !== undefined && printOf(seen) === printOf(message.id)) return;
  Object.assign(listener, { seen: message.id });
  listener.send(message);
}

function printOf(id: string): string {
  return id.split('-')[1] ?? '';
}
