import { listAll } from '../temporal/list-page';
import { recentOperationsQuery } from '../temporal/list-operations';
import { readOperationSummary } from '../temporal/read-operations';
import { summarizeListed } from '../temporal/summarize-operation';
import type { OperationSummary } from '../views/operation-view';
import type { FleetVps } from './fleet-vps';
import type { Emit } from './fleet-watch';
import type { LiveDeps } from './live-hub';

/** A list is behind by less than this. */
const LIST_LAGS_MS = 10_000;
/** For so long a list may still show as running what is known to have ended. */
const REMEMBER_ENDED_MS = 60_000;
const AT_ONCE = 10;

interface Known {
  json: string;
  /** Milliseconds since 1970. */
  endedAt: number | null;
}

/** What was last seen of the operations that run or have just ended. */
export class FleetOperations {
  private readonly known = new Map<string, Known>();
  private lookedAt = Date.now();

  constructor(
    private readonly deps: LiveDeps,
    private readonly emit: Emit,
    private readonly vps: FleetVps,
  ) {}

  async look(): Promise<void> {
    const startedAt = Date.now();
    const listed = await listAll(this.deps, recentOperationsQuery(new Date(this.lookedAt - LIST_LAGS_MS)));
    const summaries = new Map(
      listed.map((execution) => summarizeListed(this.deps, execution)).map((each) => [each.id, each]),
    );
    const running = new Set([
      ...[...summaries.values()].filter(({ ended_at }) => ended_at === null).map(({ id }) => id),
      ...[...this.known].filter(([, { endedAt }]) => endedAt === null).map(([id]) => id),
    ]);
    for (const { id, ended_at } of summaries.values()) if (ended_at !== null) running.delete(id);

    // Where they are is in their own histories; a list tells it of none.
    const ids = [...running].filter((id) => (this.known.get(id)?.endedAt ?? null) === null);
    const looks: OperationSummary[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const group = ids.slice(at, at + AT_ONCE);
      const answers = await Promise.all(group.map((id) => readOperationSummary(this.deps, id)));
      group.forEach((id, index) => answers[index] ?? this.known.delete(id));
      looks.push(...answers.filter((summary) => summary !== undefined));
    }
    const ended = [...summaries.values()].filter(({ ended_at }) => ended_at !== null);
    this.seeInOrder([...ended, ...looks]);
    this.forgetEnded(startedAt);
    this.lookedAt = startedAt;
  }

  /** In the order in which they ended; what still runs comes last. */
  private seeInOrder(summaries: readonly OperationSummary[]): void {
    const end = ({ ended_at }: OperationSummary): number =>
      ended_at === null ? Number.POSITIVE_INFINITY : Date.parse(ended_at);
    for (const summary of summaries.toSorted((a, b) => end(a) - end(b) || 0)) this.see(summary);
  }

  private see(summary: OperationSummary): void {
    const { id, task_id, ended_at } = summary;
    const before = this.known.get(id);
    if (before !== undefined && before.endedAt !== null) return;
    const json = JSON.stringify(summary);
    if (before?.json === json) return;
    this.known.set(id, { json, endedAt: ended_at === null ? null : Date.parse(ended_at) });
    this.emit('operation', `operation:${id}`, () => summary);
    if (ended_at !== null) this.vps.expect(task_id, id, 'ended');
    else if (before === undefined) this.vps.expect(task_id, id, 'begun');
  }

  private forgetEnded(now: number): void {
    for (const [id, { endedAt }] of this.known) {
      if (endedAt !== null && now - endedAt > REMEMBER_ENDED_MS) this.known.delete(id);
    }
  }
}
