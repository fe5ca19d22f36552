import type { Measure, Samples, SideResult, Target, Unit } from './results';
import { summarize } from './statistics';

/** @param sides the first is the yardstick of the others */
export function makeMeasure(name: string, unit: Unit, sides: readonly Samples[]): Measure {
  const yardstick = sides[0] === undefined ? Number.NaN : summarize(sides[0].samples).median;
  return {
    name,
    unit,
    sides: sides.map((side, index) => sideResult(side, index === 0 ? undefined : yardstick)),
  };
}

function sideResult({ what, samples, trace, timeline }: Samples, yardstick?: number): SideResult {
  const summary = summarize(samples);
  return {
    what,
    summary,
    samples: samples.map(toThousandths),
    ...(yardstick !== undefined && { ratio: summary.median / yardstick }),
    ...(trace !== undefined && { trace }),
    ...(timeline !== undefined && { timeline }),
  };
}

export function atMost(what: string, measured: number, limit: number, unit: Target['unit']): Target {
  return { what, measured, limit, kind: 'at most', unit, met: measured <= limit };
}

export function atLeast(what: string, measured: number, limit: number, unit: Target['unit']): Target {
  return { what, measured, limit, kind: 'at least', unit, met: measured >= limit };
}

/** The median of one side of a measure; NaN when there is no such side. */
export function medianOf(measure: Measure, side: number): number {
  return measure.sides[side]?.summary.median ?? Number.NaN;
}

/** Of the medians, one side's to the yardstick's. */
export function ratioOf(measure: Measure, side: number): number {
  return medianOf(measure, side) / medianOf(measure, 0);
}

function toThousandths(figure: number): number {
  return Math.round(figure * 1000) / 1000;
}
