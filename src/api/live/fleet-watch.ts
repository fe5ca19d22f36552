import { setTimeout as sleep } from 'node:timers/promises';
import { isTemporalUnreachable } from '../temporal/grpc-errors';
import { EventLog, type LiveEvent } from './event-log';
import { FleetOperations } from './fleet-operations';
import { FleetRunners } from './fleet-runners';
import { FleetVps } from './fleet-vps';
import type { LiveDeps } from './live-hub';

/** Between two looks. Temporal's lists are some 50 ms behind by themselves. */
const PAUSE_MS = 500;
/** A page that is loaded again, or a client that is cut off, comes back within this time. */
const LINGER_MS = 30_000;

/** Tells of a change; what it is rendered to may depend on the name that a caller reached the API by. */
export type Emit = (type: string, key: string, render: (host: string) => unknown) => void;

export interface Listener {
  greet(greeting: Greeting): void;
  tell(event: LiveEvent): void;
}

/** What a client begins with. */
export interface Greeting {
  isResumed: boolean;
  /** What it has missed; undefined when that cannot be told. */
  missed: LiveEvent[] | undefined;
  /** The id of the last event that there was. */
  position: string;
  /** Whether Temporal cannot be reached. */
  isAway: boolean;
}

/**
 * Looks at the whole fleet for as long as somebody listens, and tells what has changed since the last look. The first
 * look tells nothing: who begins to listen reads everything first.
 */
export class FleetWatch {
  private readonly listeners = new Set<Listener>();
  private state: FleetState | undefined;
  private lastListenedAt = 0;

  constructor(private readonly deps: LiveDeps) {}

  /**
   * Begins to listen, once the fleet has been looked at. First, and with nothing between, the client is greeted.
   *
   * @param lastEventId as a client that was cut off gives it
   */
  async listen(lastEventId: string | undefined, listener: Listener, signal: AbortSignal): Promise<void> {
    this.lastListenedAt = Date.now();
    const state = (this.state ??= this.begin());
    await state.firstLook;
    if (signal.aborted) return;
    const missed = lastEventId === undefined ? [] : state.log.after(lastEventId);
    const isResumed = lastEventId !== undefined && missed !== undefined;
    listener.greet({ isResumed, missed, position: state.log.position, isAway: state.isAway });
    this.listeners.add(listener);
    const leave = (): void => {
      this.listeners.delete(listener);
      this.lastListenedAt = Date.now();
    };
    signal.addEventListener('abort', leave, { once: true });
  }

  private begin(): FleetState {
    const state = new FleetState(this.deps, (event) => {
      for (const listener of this.listeners) listener.tell(event);
    });
    void this.run(state);
    return state;
  }

  /** When nobody has listened for a while all is forgotten: who comes back later has to read everything. */
  private async run(state: FleetState): Promise<void> {
    const { closing } = this.deps;
    while (!closing.aborted && (this.listeners.size > 0 || Date.now() - this.lastListenedAt < LINGER_MS)) {
      await state.look();
      await sleep(PAUSE_MS, undefined, { signal: closing }).catch(() => undefined);
    }
    this.state = undefined;
  }
}

/** What was seen last, and what was told of it. */
class FleetState {
  readonly log = new EventLog();
  isAway = false;
  /** Resolves when there was a look, also one in vain. */
  readonly firstLook: Promise<void>;
  private hasLooked: () => void = () => undefined;
  private looks = { begun: 0, succeeded: 0 };
  private readonly vps: FleetVps;
  private readonly operations: FleetOperations;
  private readonly runners: FleetRunners;

  constructor(
    private readonly deps: LiveDeps,
    private readonly publish: (event: LiveEvent) => void,
  ) {
    this.firstLook = new Promise((resolve) => (this.hasLooked = resolve));
    const emit: Emit = (type, key, render) => {
      if (this.looks.succeeded > 0) this.emit(type, key, render);
    };
    this.vps = new FleetVps(deps, emit);
    this.operations = new FleetOperations(deps, emit, this.vps);
    this.runners = new FleetRunners(deps, emit);
  }

  async look(): Promise<void> {
    this.looks.begun += 1;
    try {
      await Promise.all([this.runners.look(), this.operations.look()]);
      await this.vps.look();
      if (this.isAway) this.sayAway(false);
      this.looks.succeeded += 1;
      // Those who listened before there was anything to compare with may have missed something.
      if (this.looks.succeeded === 1 && this.looks.begun > 1) this.emit('reset', 'reset', () => ({}));
    } catch (error) {
      if (!isTemporalUnreachable(error)) this.deps.log.warn({ err: error }, 'the fleet is not to be seen');
      else if (!this.isAway) this.sayAway(true);
    } finally {
      this.hasLooked();
    }
  }

  private sayAway(isAway: boolean): void {
    this.isAway = isAway;
    this.emit('status', 'status', () => ({ temporal: isAway ? 'away' : 'back' }));
  }

  private emit(type: string, key: string, render: (host: string) => unknown): void {
    this.publish(this.log.append(type, key, render));
  }
}
