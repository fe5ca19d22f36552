import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performanceFiles, PERFORMANCE_PAGE } from '../../../bench/report/performance-page';
import { markdownTable, replaceRegion } from '../../../bench/report/markdown';
import { readStoredReport, STORED_REPORT } from '../../../bench/report/stored-report';

const ROOT = join(__dirname, '..', '..', '..');

describe('the page about speed', () => {
  it('shows the stored run, as do its pictures', () => {
    const report = readStoredReport(join(ROOT, STORED_REPORT));
    if (report === undefined) throw new Error(`${STORED_REPORT} holds no report of this format`);
    const files = performanceFiles(report, readFileSync(join(ROOT, PERFORMANCE_PAGE), 'utf8'));
    for (const { path, text } of files) {
      expect({ path, exists: existsSync(join(ROOT, path)) }).toEqual({ path, exists: true });
      expect({ path, text: readFileSync(join(ROOT, path), 'utf8') }).toEqual({ path, text });
    }
  });
});

describe('a region of a page', () => {
  it('is replaced, and nothing around it', () => {
    const page = 'before\n<!-- bench:a -->\nold\n<!-- /bench:a -->\nafter';
    expect(replaceRegion(page, 'a', 'new')).toBe(
      'before\n<!-- bench:a -->\n\nnew\n\n<!-- /bench:a -->\nafter',
    );
  });

  it('must be there', () => {
    expect(() => replaceRegion('<!-- /bench:a --> <!-- bench:a -->', 'a', 'new')).toThrow('no region');
  });
});

describe('a Markdown table', () => {
  it('is aligned, and escapes what would end a cell', () => {
    expect(markdownTable(['what', 'ms'], [['a|b', '12.5']], [1])).toBe(
      '| what |   ms |\n| ---- | ---: |\n| a\\|b | 12.5 |',
    );
  });
});
