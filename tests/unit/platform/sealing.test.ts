import fc from 'fast-check';
import { createSealer, SealError } from '../../../src/platform/sealing';

const KEY = 'k'.repeat(32);

describe('sealing', () => {
  it('gives back every text that it sealed', () => {
    const { seal, unseal } = createSealer(KEY);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => unseal(seal(text)) === text));
  });

  it('shows nothing of the text, and seals the same text differently each time', () => {
    const { seal } = createSealer(KEY);
    expect(seal('password=1234')).toMatch(/^v1\.[\w-]+$/);
    expect(seal('password=1234')).not.toContain(Buffer.from('password').toString('base64url'));
    expect(seal('password=1234')).not.toBe(seal('password=1234'));
  });

  it('opens nothing that was sealed for another purpose', () => {
    const order = createSealer(KEY, 'terminal').seal('{}');
    expect(() => createSealer(KEY, 'environment').unseal(order)).toThrow(SealError);
    expect(() => createSealer(KEY, 'terminal').unseal(createSealer(KEY).seal('[]'))).toThrow(SealError);
  });

  it('refuses a text of another key, and says what may be wrong', () => {
    const sealed = createSealer(KEY).seal('secret');
    expect(() => createSealer('x'.repeat(32)).unseal(sealed)).toThrow(SealError);
    expect(() => createSealer('x'.repeat(32)).unseal(sealed)).toThrow(/HOLDFAST_SECRET_KEY/);
  });

  it('notices a change of any byte', () => {
    const { seal, unseal } = createSealer(KEY);
    const bytes = Buffer.from(seal('secret').slice(3), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => unseal(`v1.${changed.toString('base64url')}`)).toThrow(SealError);
    }
  });

  it.each(['', 'v1', 'v1.', 'v1.AAAA', 'v2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'plain', 'v1.a.b'])(
    'refuses %j, which it never sealed',
    (text) => {
      expect(() => createSealer(KEY).unseal(text)).toThrow(SealError);
    },
  );
});
