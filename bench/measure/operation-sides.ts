import type { TimedSide } from './compare';
import type { BenchContext } from './group';
import type { Samples } from './results';
import { timelineOf } from './timeline';
import { type TimedOperation, traceOperations } from './trace';

/** The sides of a comparison with the trace of each that made operations. */
export async function withTraces(
  { api, temporal, docker }: BenchContext,
  sides: readonly TimedSide[],
  options: { timeline?: boolean } = {},
): Promise<Samples[]> {
  const found: Samples[] = [];
  for (const { what, ms, operations } of sides) {
    const median = medianOperation(operations);
    found.push({
      what,
      samples: ms,
      ...(operations.length > 0 && { trace: await traceOperations(api, operations) }),
      ...(options.timeline === true &&
        median !== undefined && { timeline: await timelineOf(temporal, docker, median) }),
    });
  }
  return found;
}

/** The figures of another kind that each side has told, under one name. */
export function otherFigures(sides: readonly TimedSide[], name: string): Samples[] {
  return sides
    .filter(({ others }) => others[name] !== undefined)
    .map(({ what, others }) => ({ what, samples: others[name] ?? [] }));
}

function medianOperation(operations: readonly TimedOperation[]): TimedOperation | undefined {
  const lasted = ({ askedAt, answeredAt }: TimedOperation): number => answeredAt - askedAt;
  return [...operations].sort((a, b) => lasted(a) - lasted(b))[Math.floor(operations.length / 2)];
}
