import fc from 'fast-check';
import { checkOrigin, requireSafeAddress } from '../../../src/api/security/origin';
import { parseAccessTokens } from '../../../src/platform/access-tokens';
import { Problem } from '../../../src/api/problems';

const settings = { HOLDFAST_HOST: '127.0.0.1', HOLDFAST_ALLOWED_HOSTS: ['holdfast.example'] };
const passes = (headers: Record<string, string>, method = 'POST'): boolean => {
  try {
    checkOrigin(headers, method, settings);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === 'forbidden_origin') return false;
    throw error;
  }
};

describe('a call without a token', () => {
  it.each([
    'localhost',
    'localhost:8000',
    'LOCALHOST:8000',
    'api.localhost',
    '127.0.0.1:8000',
    '127.9.9.9',
    '[::1]:8000',
    'holdfast.example',
    'holdfast.example.:443',
  ])('passes under the name %s', (host) => {
    expect(passes({ host })).toBe(true);
  });

  it.each([
    '',
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil@localhost',
    'localhost@evil.example',
    'localhost:8000, evil.example',
    'localhost/evil',
    '2130706433.evil.example',
    '10.0.0.1:8000',
    '[::2]:8000',
  ])('is refused under the name %j', (host) => {
    expect(passes({ host })).toBe(false);
  });

  it('is refused without a Host', () => {
    expect(passes({})).toBe(false);
  });

  it.each(['http://localhost:8000', 'https://holdfast.example', 'https://holdfast.example:8443'])(
    'passes from a page of %s',
    (origin) => {
      expect(passes({ host: 'localhost:8000', origin })).toBe(true);
    },
  );

  it.each([
    'http://localhost:3000',
    'http://localhost',
    'http://127.0.0.1:8000',
    'https://evil.example',
    'http://localhost:8000@evil.example',
    'https://holdfast.example.evil.example',
    'null',
    '',
    'garbage',
    'file://',
  ])('is refused from a page of %j', (origin) => {
    expect(passes({ host: 'localhost:8000', origin })).toBe(false);
  });

  it('is refused when a browser says that another site makes it', () => {
    const crossSite = { host: 'localhost:8000', 'sec-fetch-site': 'cross-site' };
    expect(passes(crossSite)).toBe(false);
    expect(passes(crossSite, 'GET')).toBe(false);
    expect(passes({ ...crossSite, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 'GET')).toBe(
      false,
    );
  });

  it('passes when somebody follows a link, which only reads', () => {
    const followed = {
      host: 'localhost:8000',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect(passes(followed, 'GET')).toBe(true);
    expect(passes(followed, 'POST')).toBe(false);
    expect(passes({ ...followed, 'sec-fetch-dest': 'iframe' }, 'GET')).toBe(false);
  });

  it('never fails in another way, whatever the headers are', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (host, origin) => {
        expect(typeof passes({ host, ...(origin !== undefined && { origin }) })).toBe('boolean');
      }),
    );
  });
});

describe('an address to listen on', () => {
  const isSafe = (host: string, token?: string): boolean => {
    try {
      requireSafeAddress({
        HOLDFAST_HOST: host,
        HOLDFAST_TOKEN: token === undefined ? undefined : parseAccessTokens(token),
      });
      return true;
    } catch {
      return false;
    }
  };

  it.each(['127.0.0.1', '::1', 'localhost'])('%s needs no token', (host) => {
    expect(isSafe(host)).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', 'holdfast.example'])('%s needs a token', (host) => {
    expect(isSafe(host)).toBe(false);
    expect(isSafe(host, 'sixteen-characters')).toBe(true);
  });
});
