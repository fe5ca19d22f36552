import { stateToTakeOver } from '../../../src/domain/container';
import { aContainer } from './fixtures';

const ASKED_AT = '2026-11-29T12:00:00.000Z';

describe('the state that an adopted container is to have', () => {
  it.each([
    ['running', 'running'],
    ['restarting', 'running'],
    ['paused', 'paused'],
  ] as const)('one that is %s stays %s, whatever ended before', (state, kept) => {
    const container = aContainer({ state, finished_at: '2026-11-29T12:00:01.5Z' });
    expect(stateToTakeOver(container, ASKED_AT)).toBe(kept);
  });

  it('one that had ended before it was asked for stays stopped', () => {
    const container = aContainer({ state: 'exited', finished_at: '2026-11-29T11:59:59.123456789Z' });
    expect(stateToTakeOver(container, ASKED_AT)).toBe('stopped');
  });

  it('one that has never run stays stopped', () => {
    const container = aContainer({ state: 'created', finished_at: '0001-01-01T00:00:00Z' });
    expect(stateToTakeOver(container, ASKED_AT)).toBe('stopped');
  });

  it('one that has ended since, as its engine was killed, is to run', () => {
    const container = aContainer({ state: 'exited', finished_at: '2026-11-29T12:00:02.123456789Z' });
    expect(stateToTakeOver(container, ASKED_AT)).toBe('running');
  });
});
