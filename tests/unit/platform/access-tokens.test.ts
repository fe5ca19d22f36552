import { findAccessToken, parseAccessTokens } from '../../../src/platform/access-tokens';

const ALICE = 'alice:operate:aaaaaaaaaaaaaaaa';
const BOB = 'bob:read:bbbbbbbbbbbbbbbb';

describe('HOLDFAST_TOKEN', () => {
  it('is the secret of an admin when it names nobody', () => {
    const [token, ...others] = parseAccessTokens('0123456789abcdef');
    expect(token).toMatchObject({ name: 'token', role: 'admin' });
    expect(others).toEqual([]);
  });

  it('lists tokens with names and roles', () => {
    expect(parseAccessTokens(`${ALICE}, ${BOB}`)).toMatchObject([
      { name: 'alice', role: 'operate' },
      { name: 'bob', role: 'read' },
    ]);
  });

  it('keeps no secret', () => {
    expect(JSON.stringify(parseAccessTokens(`${ALICE},${BOB}`))).not.toMatch(/aaaa|bbbb/);
  });

  it.each([
    ['', /16 characters/],
    ['short', /16 characters/],
    ['has a space within', /16 characters/],
    ['alice:root:aaaaaaaaaaaaaaaa', /role must be/],
    ['alice:read:aaaa', /token 1: .*16 characters/],
    ['alice:aaaaaaaaaaaaaaaa', /role must be/],
    ['alice:read:aaaaaaaa:aaaaaaaa', /name:role:secret/],
    ['Alice (for x):read:aaaaaaaaaaaaaaaa', /the name takes/],
    [`${ALICE},aaaaaaaaaaaaaaaa`, /token 2: /],
    [`${ALICE},`, /token 2: /],
    [`${ALICE},alice:read:bbbbbbbbbbbbbbbb`, /two tokens are called alice/],
    [`${ALICE},bob:admin:aaaaaaaaaaaaaaaa`, /the same secret/],
  ])('is refused as %j, and no secret is repeated', (text, why) => {
    expect(() => parseAccessTokens(text)).toThrow(why);
    expect(() => parseAccessTokens(text)).toThrow(/^(?!.*aaaa)/s);
  });
});

describe('a token', () => {
  const tokens = parseAccessTokens(`${ALICE},${BOB}`);

  it('is found by its whole secret and nothing else', () => {
    expect(findAccessToken(tokens, 'aaaaaaaaaaaaaaaa')?.name).toBe('alice');
    expect(findAccessToken(tokens, 'bbbbbbbbbbbbbbbb')?.name).toBe('bob');
    for (const wrong of ['', 'bbbbbbbbbbbbbbb', 'bbbbbbbbbbbbbbbbb', 'BBBBBBBBBBBBBBBB', BOB, 'bob']) {
      expect(findAccessToken(tokens, wrong)).toBeUndefined();
    }
  });
});
