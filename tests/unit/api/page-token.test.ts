import fc from 'fast-check';
import { makePageToken, readPageToken } from '../../../src/api/temporal/page-token';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });

describe('a place in a list', () => {
  it('is read back for the same list', () => {
    fc.assert(
      fc.property(fc.string(), bytes, (query, token) => {
        expect(readPageToken(query, makePageToken(query, token))).toEqual(Buffer.from(token));
      }),
    );
  });

  it('is none for another list', () => {
    fc.assert(
      fc.property(bytes, (token) => {
        expect(readPageToken("VpsId = 'b'", makePageToken("VpsId = 'a'", token))).toBeUndefined();
      }),
    );
  });

  it('is none when it was not made here', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readPageToken('query', text)).toBeUndefined();
      }),
    );
  });
});
