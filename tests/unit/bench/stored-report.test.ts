import { atLeast, atMost, makeMeasure } from '../../../bench/measure/measure';
import type { BenchReport, GroupResult } from '../../../bench/measure/results';
import { compareReports, mergeReports } from '../../../bench/report/stored-report';

function group(name: string, samples: number[]): GroupResult {
  const measure = makeMeasure(`measure of ${name}`, 'ms', [
    { what: 'raw', samples: [100, 101, 102] },
    { what: 'Holdfast', samples },
  ]);
  return {
    name,
    title: name,
    taken_at: '2026-11-29T08:00:00.000Z',
    seconds: 1,
    measures: [measure],
    targets: [],
    charts: [],
    notes: [],
  };
}

function report(groups: GroupResult[]): BenchReport {
  return {
    format: 2,
    taken_at: '2026-11-29T08:00:00.000Z',
    duration_seconds: 2,
    machine: {
      cores: 2,
      cpu: 'test',
      memory_bytes: 1,
      kernel: 'test',
      node: 'v20',
      docker: '20.10',
      storage_driver: 'overlay2',
      temporal: '1.32',
      load: 0,
    },
    verify_grace_ms: 250,
    groups,
  };
}

describe('a measure', () => {
  it("tells each side's median as a ratio to the first one's", () => {
    const [raw, holdfast] = group('a', [150, 151.5, 160]).measures[0]?.sides ?? [];
    expect(raw?.ratio).toBeUndefined();
    expect(holdfast?.ratio).toBeCloseTo(1.5);
  });

  it('meets a target on its limit, and not beyond', () => {
    expect([atMost('a', 8, 8, 'ms').met, atMost('a', 8.01, 8, 'ms').met]).toEqual([true, false]);
    expect([atLeast('a', 0.7, 0.7, 'x').met, atLeast('a', 0.69, 0.7, 'x').met]).toEqual([true, false]);
    expect(atMost('not measured', Number.NaN, 8, 'ms').met).toBe(false);
  });
});

describe('a report that is stored', () => {
  it('keeps the groups that were not measured again, and no single figures', () => {
    const merged = mergeReports(report([group('a', [1]), group('b', [2])]), report([group('b', [3])]));
    expect(merged.groups.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(merged.groups[1]?.measures[0]?.sides[1]?.summary.median).toBe(3);
    const sides = merged.groups.flatMap(({ measures }) => measures.flatMap((measure) => measure.sides));
    expect(sides.map(({ samples }) => samples.length)).toEqual([0, 0, 0, 0]);
  });
});

describe('the comparison with a stored report', () => {
  it('marks a change that lies outside the spread of both runs, and no other', () => {
    const text = compareReports(report([group('a', [200, 210, 220])]), report([group('a', [100, 105, 110])]));
    const [raw, holdfast] = text.split('\n').slice(-2);
    expect(holdfast).toMatch(/Holdfast.*210\.0.*105\.0.*-50 %.*\*$/);
    expect(raw).toMatch(/\+0 %$/);
  });

  it('says when there is nothing to compare', () => {
    expect(compareReports(report([group('a', [1])]), report([group('b', [1])]))).toContain('none of these');
  });
});
