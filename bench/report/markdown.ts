/** A Markdown table, aligned as the formatter wants it; columns that `alignRight` names by their number end at the right. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  alignRight: readonly number[] = [],
): string {
  const lines = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = header.map((_, column) => Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)));
  const show = (cells: readonly string[]): string => {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? '';
      return alignRight.includes(column) ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) =>
    alignRight.includes(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [show(lines[0] ?? []), `| ${rule.join(' | ')} |`, ...lines.slice(1).map(show)].join('\n');
}

/**
 * Puts new content between the two comments that mark a region of a page.
 *
 * @throws Error when the page has no such region
 */
export function replaceRegion(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no region ${begin} ... ${end}`);
  const inside = content === '' ? '\n\n' : `\n\n${content}\n\n`;
  return `${page.slice(0, from)}${begin}${inside}${page.slice(to)}`;
}
