import { chooseApiUrl } from '../../../src/activities/terminal/dial';

describe('the address that a runner dials', () => {
  const known = ['https://one.example/holdfast/', 'http://two.example:8000'];

  it('is its own first, or the one of its own that is asked for', () => {
    expect(chooseApiUrl(known, null)).toBe('https://one.example/holdfast/api/runner/terminal');
    expect(chooseApiUrl(known, 'http://two.example:8000/')).toBe(
      'http://two.example:8000/api/runner/terminal',
    );
  });

  it('is never one that it was not told of', () => {
    for (const other of [
      'http://evil.example',
      'http://two.example:8001',
      'http://two.example:8000.evil.example',
      '',
    ]) {
      expect(() => chooseApiUrl(known, other)).toThrow(/HOLDFAST_API_URL/);
    }
  });
});
