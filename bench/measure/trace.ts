import type { HoldfastApi, OperationAnswer } from '../common/api';

/** A change as its caller saw it, in milliseconds since 1970. */
export interface TimedOperation {
  id: string;
  askedAt: number;
  answeredAt: number;
}

/** Where the time of an operation goes: one row for each step, and a last one for the answer. Mean milliseconds. */
export interface TraceRow {
  step: string;
  /** From the end of the step before, or from the request, until the workflow asked for this one. */
  decided: number;
  /** Until the runner took it up. */
  queued: number;
  /** Until it was done. */
  work: number;
}

/** The mean over operations that all took the same steps. */
export async function traceOperations(
  api: HoldfastApi,
  operations: readonly TimedOperation[],
): Promise<TraceRow[]> {
  const traces: TraceRow[][] = [];
  for (const operation of operations) traces.push(traceOf(operation, await api.getOperation(operation.id)));
  const [first = []] = traces;
  const alike = traces.filter((rows) => stepsOf(rows) === stepsOf(first));
  return first.map(({ step }, index) => {
    const mean = (column: 'decided' | 'queued' | 'work'): number =>
      alike.reduce((sum, rows) => sum + (rows[index]?.[column] ?? 0), 0) / alike.length;
    return { step, decided: mean('decided'), queued: mean('queued'), work: mean('work') };
  });
}

function traceOf({ askedAt, answeredAt }: TimedOperation, { steps }: OperationAnswer): TraceRow[] {
  let previousEnd = askedAt;
  const rows = steps.map(({ name, scheduled_at, started_at, ended_at }) => {
    const [scheduled, started, ended] = [millis(scheduled_at), millis(started_at), millis(ended_at)];
    const row = {
      step: name,
      decided: scheduled - previousEnd,
      queued: started - scheduled,
      work: ended - started,
    };
    previousEnd = ended;
    return row;
  });
  return [...rows, { step: '(answer)', decided: answeredAt - previousEnd, queued: 0, work: 0 }];
}

/** NaN for a step that has not come so far; an operation that has ended has none. */
function millis(time: string | null): number {
  return Date.parse(time ?? '');
}

function stepsOf(rows: readonly TraceRow[]): string {
  return rows.map(({ step }) => step).join();
}
