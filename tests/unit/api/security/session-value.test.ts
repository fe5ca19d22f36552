import { openSession, sealSession, SESSION_MS } from '../../../../src/api/security/session-value';
import { parseAccessTokens } from '../../../../src/platform/access-tokens';

const TOKENS = 'alice:operate:aaaaaaaaaaaaaaaa,bob:read:bbbbbbbbbbbbbbbb';
const tokens = parseAccessTokens(TOKENS);
const bob = tokens.find(({ name }) => name === 'bob');
if (bob === undefined) throw new Error('bob is listed');
const value = sealSession(bob, 0);

describe('a session', () => {
  it('is that of its token until its time is over', () => {
    expect(openSession(tokens, value, 0)).toBe(bob);
    expect(openSession(tokens, value, SESSION_MS - 1)).toBe(bob);
    expect(openSession(tokens, value, SESSION_MS)).toBeUndefined();
  });

  it('cannot be made longer, given to another name, or made up', () => {
    for (const forged of [
      value.replace('bob', 'alice'),
      value.replace(/\d+/, '99999999999999'),
      value.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
      value.replace(/[^.]+$/, ''),
      `${value}A`,
      'bob',
      '',
    ]) {
      expect(openSession(tokens, forged, 0)).toBeUndefined();
    }
  });

  it('ends when the token changes its secret or its role, or is gone', () => {
    for (const changed of [
      TOKENS.replace('bbbbbbbbbbbbbbbb', 'cccccccccccccccc'),
      TOKENS.replace('bob:read', 'bob:admin'),
      'alice:operate:aaaaaaaaaaaaaaaa',
    ]) {
      expect(openSession(parseAccessTokens(changed), value, 0)).toBeUndefined();
    }
  });
});
