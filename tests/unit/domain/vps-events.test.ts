import { type VpsEventType, withEvents } from '../../../src/domain/vps-events';
import { aRecord } from './fixtures';

const events = (type: VpsEventType, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    at: `2026-01-01T00:00:${String(at).padStart(2, '0')}Z`,
    type,
    detail: '',
  }));

describe('the events of a VPS', () => {
  it('are the last thirty', () => {
    const { events: kept } = withEvents(aRecord(), events('died', 40));
    expect(kept).toHaveLength(30);
    expect(kept.at(-1)?.at).toBe('2026-01-01T00:00:39Z');
  });

  it('are not pushed out by terminals, of which five are kept', () => {
    const before = withEvents(aRecord(), events('died', 3));
    const { events: kept } = withEvents(before, events('terminal_opened', 50));
    expect(kept.map(({ type }) => type)).toEqual([
      ...Array<string>(3).fill('died'),
      ...Array<string>(5).fill('terminal_opened'),
    ]);
    expect(kept.at(-1)?.at).toBe('2026-01-01T00:00:49Z');
  });
});
