import fc from 'fast-check';
import { parse } from '../../../src/api/parse';
import { Problem } from '../../../src/api/problems';
import { createVpsBody } from '../../../src/api/schemas/create-vps';
import { buildSpec } from '../../../src/domain/spec-builder';

const read = (body: unknown) => parse(createVpsBody, body, 'body');

function complaint(body: unknown): string {
  try {
    read(body);
  } catch (error) {
    if (error instanceof Problem && error.code === 'invalid_request') return error.message;
    throw error;
  }
  return '';
}

describe('the body of a creation', () => {
  it('takes a task_id that is a number as its digits, when no digit can have been lost', () => {
    expect(read({ image: 'a', task_id: 9007199254740991 }).task_id).toBe('9007199254740991');
    expect(complaint({ image: 'a', task_id: 9007199254740992 })).toContain('task_id');
  });

  it('names every wrong field at once, and what it takes', () => {
    const detail = complaint({ task_id: 'A', cpus: 'two', what: 1, ports: [22, 'x'] });
    for (const field of [
      'image: is needed',
      'task_id: must be',
      'cpus:',
      "no field 'what'",
      'ports.1: must be',
    ]) {
      expect(detail).toContain(field);
    }
  });

  it.each([
    [{ labels: { 'holdfast.task_id': 'x' } }, "must not start with 'holdfast.'"],
    [{ env: { '1A': 'x' } }, 'must be the name of an environment variable'],
    [{ env: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`A${i}`, ''])) }, 'at most 256'],
    [{ mounts: [{ type: 'bind', target: '/x' }] }, 'mounts.0.source: must be an absolute path'],
    [{ mounts: [{ type: 'tmpfs', source: 'x', target: '/x' }] }, 'mounts.0.source: is not for a tmpfs'],
    [{ mounts: [{ type: 'volume', target: '/./' }] }, "must not be '/'"],
    [
      { mounts: [{ type: 'volume', target: '/x', size_bytes: 5000 }] },
      'mounts.0.size_bytes: is for a tmpfs only',
    ],
    [{ gpus: ['a', 'a'] }, 'must name each device once'],
    [{ network: [] }, 'network'],
    [{ policy: null }, 'policy'],
  ])('refuses %j', (fields, words) => {
    expect(complaint({ image: 'a', ...fields })).toContain(words);
  });

  it.each([
    'debian',
    'debian:12',
    'Registry.example:5000/team/image:tag',
    'image@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    'holdfast/web-1:20261125t071200123-k3f9a1',
  ])('takes the image %s', (image) => {
    expect(complaint({ image })).toBe('');
  });

  it('can always be made into a spec when it is accepted, and is else refused in short words', () => {
    const fields = Object.keys(createVpsBody.shape);
    const anyBody = fc.dictionary(fc.constantFrom(...fields), fc.jsonValue(), { maxKeys: 4 });
    fc.assert(
      fc.property(anyBody, (body) => {
        const detail = complaint({ image: 'a', ...body });
        expect(detail.length).toBeLessThan(4000);
        if (detail === '') buildSpec('web', read({ image: 'a', ...body }));
      }),
      { numRuns: 300 },
    );
  });
});
