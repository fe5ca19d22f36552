import fc from 'fast-check';
import { canonical, identifyRequest } from '../../../src/api/idempotency';
import { Problem } from '../../../src/api/problems';
import type { Json } from '../../../src/domain/json';
import { isTaskId, makeOperationId, parseOperationId } from '../../../src/domain/names';

describe('a request with an Idempotency-Key', () => {
  const key = fc.stringMatching(/^[\x21-\x7e]{1,255}$/);

  it('has the same operation and the same new VPS when it is sent again', () => {
    fc.assert(
      fc.property(key, (text) => {
        const [first, second] = [identifyRequest(text), identifyRequest(text)];
        expect(first.repeatable).toBe(true);
        expect(second.suffix).toBe(first.suffix);
        expect(second.newTaskId).toBe(first.newTaskId);
        expect(isTaskId(first.newTaskId)).toBe(true);
        const id = makeOperationId('create', first.newTaskId, first.suffix);
        expect(parseOperationId(id)).toEqual({ kind: 'create', taskId: first.newTaskId });
      }),
    );
  });

  it('has another operation than one with another key', () => {
    expect(identifyRequest('a').suffix).not.toBe(identifyRequest('b').suffix);
    expect(identifyRequest('a').newTaskId).not.toBe(identifyRequest('b').newTaskId);
  });

  it.each(['', ' ', 'a b', 'a\nb', 'ü', 'x'.repeat(256)])('is refused when the key is %j', (text) => {
    expect(() => identifyRequest(text)).toThrow(Problem);
  });

  it('has a fingerprint that tells requests apart and that only the key can make', () => {
    const { fingerprint } = identifyRequest('a');
    expect(fingerprint({ env: { A: '1' } })).not.toBe(fingerprint({ env: { A: '2' } }));
    expect(fingerprint({ a: 1, b: [2] })).toBe(fingerprint({ b: [2], a: 1 }));
    expect(identifyRequest('b').fingerprint({ a: 1 })).not.toBe(fingerprint({ a: 1 }));
  });
});

describe('a request without one', () => {
  it('is never the same twice', () => {
    const requests = Array.from({ length: 100 }, () => identifyRequest(undefined));
    expect(new Set(requests.map(({ suffix }) => suffix)).size).toBe(100);
    expect(new Set(requests.map(({ newTaskId }) => newTaskId)).size).toBe(100);
    for (const { suffix, newTaskId, repeatable } of requests) {
      expect(repeatable).toBe(false);
      expect(isTaskId(newTaskId)).toBe(true);
      expect(parseOperationId(makeOperationId('create', newTaskId, suffix))).toBeDefined();
    }
  });
});

describe('the canonical form', () => {
  it('is JSON of the same value, whatever the order of its members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonical(value as Json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonical(reversed(value as Json))).toBe(text);
      }),
    );
  });
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, reversed(member)] as const);
  return Object.fromEntries(members.reverse());
}
