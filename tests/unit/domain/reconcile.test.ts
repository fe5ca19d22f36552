import { planRevival, stayedUp } from '../../../src/domain/keep-running';
import { contradicts, type Sighting } from '../../../src/domain/sighting';
import { desiredAfter } from '../../../src/domain/vps';
import { eventsBetween, withEvents } from '../../../src/domain/vps-events';
import { aContainer, aRecord, aSnapshot, aSpec } from './fixtures';

const AT = '2026-01-02T00:00:00Z';
const always = aSpec({ RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 } });

function sightingOf(record = aRecord()): Sighting {
  const { container, snapshots } = record;
  return {
    container: container && {
      id: container.id,
      name: container.name,
      state: container.state,
      started_at: container.started_at,
    },
    snapshot_ids: snapshots.map(({ id }) => id).reverse(),
  };
}

describe('a glance at Docker', () => {
  const record = aRecord({ snapshots: [aSnapshot(1), aSnapshot(2)] });

  it('agrees with a record that is true, in whatever order the snapshots come', () => {
    expect(contradicts(record, sightingOf(record))).toBe(false);
    const seen = sightingOf(record);
    const unasked = { ...seen, container: seen.container && { ...seen.container, started_at: null } };
    expect(contradicts(record, unasked)).toBe(false);
  });

  it.each<[string, Partial<Sighting>]>([
    ['the container is gone', { container: null }],
    [
      'it is another one',
      { container: { id: 'c2', name: 'holdfast-web', state: 'running', started_at: null } },
    ],
    ['it ended', { container: { id: 'c1', name: 'holdfast-web', state: 'exited', started_at: null } }],
    ['it was renamed', { container: { id: 'c1', name: 'web', state: 'running', started_at: null } }],
    ['it was restarted', { container: { id: 'c1', name: 'holdfast-web', state: 'running', started_at: AT } }],
    ['a snapshot is gone', { snapshot_ids: [aSnapshot(1).id] }],
    ['a snapshot came', { snapshot_ids: [aSnapshot(1).id, aSnapshot(2).id, aSnapshot(3).id] }],
    ['one snapshot is another', { snapshot_ids: [aSnapshot(1).id, aSnapshot(3).id] }],
  ])('contradicts the record when %s', (_, seen) => {
    expect(contradicts(record, { ...sightingOf(record), ...seen })).toBe(true);
  });
});

describe('the events of a VPS', () => {
  const typesBetween = (before = aRecord(), after = aRecord()) =>
    eventsBetween(before, after, AT).map(({ type }) => type);

  it('say what happened to the container', () => {
    const ended = (facts = {}) => aRecord({ container: aContainer({ state: 'exited', ...facts }) });
    expect(typesBetween(aRecord(), aRecord())).toEqual([]);
    expect(typesBetween(aRecord(), ended({ exit_code: 3 }))).toEqual(['died']);
    expect(typesBetween(aRecord(), ended({ oom_killed: true }))).toEqual(['out_of_memory']);
    expect(typesBetween(aRecord(), aRecord({ container: null }))).toEqual(['removed']);
    expect(typesBetween(aRecord({ container: null }), aRecord())).toEqual(['replaced']);
    expect(typesBetween(ended(), aRecord())).toEqual(['started']);
    const paused = aRecord({ container: aContainer({ state: 'paused' }) });
    expect(typesBetween(aRecord(), paused)).toEqual(['paused']);
    expect(typesBetween(paused, aRecord())).toEqual(['resumed']);
    expect(typesBetween(aRecord(), aRecord({ container: aContainer({ name: 'other' }) }))).toEqual([
      'renamed',
    ]);
  });

  it('say which snapshots went and came', () => {
    const events = eventsBetween(
      aRecord({ snapshots: [aSnapshot(1)] }),
      aRecord({ snapshots: [aSnapshot(2)] }),
      AT,
    );
    expect(events).toEqual([
      { at: AT, type: 'snapshot_removed', detail: expect.stringContaining(aSnapshot(1).id) as string },
      { at: AT, type: 'snapshot_found', detail: expect.stringContaining(aSnapshot(2).id) as string },
    ]);
  });

  it('are kept in a bounded number, the last ones', () => {
    const events = Array.from({ length: 40 }, (_, i) => ({
      at: AT,
      type: 'died' as const,
      detail: String(i),
    }));
    const record = withEvents(aRecord(), events);
    expect(record.events).toHaveLength(30);
    expect(record.events.at(-1)?.detail).toBe('39');
  });
});

describe('what somebody does with docker by hand', () => {
  it('is taken as a wish', () => {
    const paused = aRecord({ container: aContainer({ state: 'paused' }) });
    const exited = aRecord({ container: aContainer({ state: 'exited' }) });
    expect(desiredAfter(paused, false)).toBe('paused');
    expect(desiredAfter(exited, true)).toBe('stopped');
    expect(desiredAfter(exited, false)).toBe('running');
    expect(desiredAfter(aRecord({ desired: 'stopped' }), false)).toBe('running');
  });
});

describe('a VPS that should run and does not', () => {
  const crashed = aRecord({ status: 'crashed', spec: always, container: aContainer({ state: 'exited' }) });

  it('is started again at once, then after pauses that grow, then no more', () => {
    const plans = [0, 1, 2, 3, 4, 5].map((attempts) => planRevival(crashed, attempts));
    expect(plans).toEqual([
      { type: 'start', pause_seconds: 0 },
      { type: 'start', pause_seconds: 2 },
      { type: 'start', pause_seconds: 4 },
      { type: 'start', pause_seconds: 8 },
      { type: 'start', pause_seconds: 16 },
      { type: 'give_up' },
    ]);
  });

  it('is left alone when its restart policy says so, or when it was stopped', () => {
    expect(planRevival({ ...crashed, spec: aSpec({ RestartPolicy: { Name: 'no' } }) }, 0)).toEqual({
      type: 'none',
    });
    expect(planRevival({ ...crashed, status: 'stopped' }, 0)).toEqual({ type: 'none' });
  });

  it('counts anew after it has stayed up', () => {
    const run = (finished_at: string) => aContainer({ started_at: '2026-01-01T00:00:00Z', finished_at });
    expect(stayedUp(run('2026-01-01T00:00:59Z'))).toBe(false);
    expect(stayedUp(run('2026-01-01T00:01:00Z'))).toBe(true);
  });
});
