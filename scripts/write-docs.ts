import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiText } from '../src/api/openapi/document';
import { ERRORS, type ErrorCode } from '../src/domain/errors';
import { SETTINGS } from '../src/platform/settings';

/** A page that is made from a table of the code. */
export interface GeneratedPage {
  /** From the repository's root. */
  path: string;
  text: string;
}

const NOTE =
  '<!-- Made by scripts/write-docs.ts from the table in the code. Change that, then run it again. -->';

/** The pages as they must be; a test compares them with those that are there. */
export function generatedPages(): GeneratedPage[] {
  return [
    { path: 'docs/errors.md', text: errorsPage() },
    { path: 'docs/settings.md', text: settingsPage() },
    { path: 'docs/openapi.json', text: openApiText() },
  ];
}

function errorsPage(): string {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  const rows = codes.map((code) => [
    `[\`${code}\`](#${code})`,
    String(ERRORS[code].status),
    ERRORS[code].title,
  ]);
  const sections = codes.map(
    (code) => `### ${code}\n\n**${ERRORS[code].status}** · ${ERRORS[code].title}. ${ERRORS[code].remedy}\n`,
  );
  return [
    '# Errors',
    NOTE,
    [
      'Every error is answered as `application/problem+json` (RFC 9457): `type` (the page `/docs/errors/{code}` of the API that',
      'answers), `title`, `status`, `detail`, and a `code`',
      'from this table, which never changes its meaning. The `detail` says what was wrong this time, the `remedy` what to do.',
      "`request_id` is in the API's log; `operation_id` is there when an operation had been started, and its steps can be",
      'read. An operation that failed shows the same `code` and `detail` in `GET /api/operations/{operation_id}` and in the',
      'Temporal Web UI.',
    ].join('\n'),
    table(['code', 'status', 'what it means'], rows),
    '## What to do',
    sections.join('\n'),
  ].join('\n\n');
}

function settingsPage(): string {
  const rows = Object.entries(SETTINGS).map(([name, { shownDefault, usedBy, description }]) => [
    `\`${name}\``,
    shownDefault === '' ? '' : shownDefault.startsWith('made ') ? shownDefault : `\`${shownDefault}\``,
    usedBy,
    description,
  ]);
  return [
    '# Settings',
    NOTE,
    [
      'Environment variables; one that is empty counts as not set. All are validated when a process starts, and it names',
      'everything that is wrong at once. "Used by" says which process reads a setting: `npm start` (start), the API, a worker',
      'with the host role (host), one with the runner role (runner).',
    ].join('\n'),
    table(['setting', 'default', 'used by', 'what it does'], rows) + '\n',
  ].join('\n\n');
}

/** A Markdown table, aligned as the formatter wants it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)));
  const show = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = show(widths.map((width) => '-'.repeat(width)));
  return [show(lines[0] ?? []), rule, ...lines.slice(1).map(show)].join('\n');
}

if (require.main === module) {
  const root = process.cwd();
  for (const { path, text } of generatedPages()) writeFileSync(join(root, path), text);
}
