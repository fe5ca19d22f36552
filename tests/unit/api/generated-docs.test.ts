import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedPages } from '../../../scripts/write-docs';
import { createVpsBody } from '../../../src/api/schemas/create-vps';
import { ERRORS } from '../../../src/domain/errors';
import { SETTINGS } from '../../../src/platform/settings';

const root = join(__dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('a page that is made from a table', () => {
  it.each(generatedPages().map((page) => [page.path, page.text]))(
    '%s is as the table has it (else run scripts/write-docs.ts)',
    (path, text) => {
      expect(read(path)).toBe(text);
    },
  );

  it('names every error with its status', () => {
    const page = read('docs/errors.md');
    for (const [code, { status }] of Object.entries(ERRORS)) {
      expect(page).toContain(`### ${code}\n\n**${status}**`);
    }
  });

  it('names every setting', () => {
    const page = read('docs/settings.md');
    for (const name of Object.keys(SETTINGS)) expect(page).toContain(`| \`${name}\``);
  });
});

describe('docs/create.md', () => {
  it('names every field of a creation and no other', () => {
    const named = [...read('docs/create.md').matchAll(/^\| `([a-z_]+)` +\|/gm)].map(([, field]) => field);
    expect(new Set(named)).toEqual(new Set(Object.keys(createVpsBody.shape)));
  });
});

describe('every error', () => {
  it.each(Object.entries(ERRORS))(
    '%s has a status, a title and a remedy',
    (code, { status, title, remedy }) => {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(remedy).toMatch(/[.`]$/);
    },
  );
});
