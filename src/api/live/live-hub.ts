import type { Response } from 'express';
import type { ApiDeps } from '../deps';
import { Problem } from '../problems';
import type { HistoryCache } from '../temporal/history-cache';
import type { RunnerDirectory } from '../temporal/runners';
import type { OperationRef } from '../temporal/wait';
import { EventStream } from './event-stream';
import { FleetWatch } from './fleet-watch';
import { OperationWatch } from './operation-watch';

export type LiveDeps = ApiDeps & { runners: RunnerDirectory; histories: HistoryCache };

const BEAT_MS = 15_000;

/**
 * Everything that is live in this process: the streams, and what they are fed by. However many listen, Temporal is asked
 * once, and only while somebody does.
 */
export class LiveHub {
  readonly fleet: FleetWatch;
  private readonly operations = new Map<string, OperationWatch>();
  private readonly streams = new Set<EventStream>();

  constructor(private readonly deps: LiveDeps) {
    this.fleet = new FleetWatch(deps);
    const beat = setInterval(() => {
      for (const stream of this.streams) stream.beat();
    }, BEAT_MS);
    beat.unref();
    const close = (): void => {
      clearInterval(beat);
      for (const stream of this.streams) stream.cut();
    };
    deps.closing.addEventListener('abort', close, { once: true });
  }

  /** @throws Problem `too_many_streams` */
  open(res: Response): EventStream {
    const { HOLDFAST_STREAM_LIMIT: limit } = this.deps.settings;
    if (this.streams.size >= limit) {
      throw new Problem(
        'too_many_streams',
        `${limit} event streams are open, the most that this API serves.`,
      );
    }
    const stream = new EventStream(res);
    this.streams.add(stream);
    stream.onClose(() => this.streams.delete(stream));
    if (this.deps.closing.aborted) stream.cut();
    return stream;
  }

  /** Those who watch one operation share it. */
  watchOperation(operation: OperationRef): OperationWatch {
    const known = this.operations.get(operation.id);
    if (known !== undefined) return known;
    const watch = new OperationWatch(this.deps, operation, () => this.operations.delete(operation.id));
    this.operations.set(operation.id, watch);
    return watch;
  }
}
