/** A table, laid out as Biome lays out Markdown. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [headings, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = headings.map((_, column) =>
    Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  const [first, ...others] = cells.map((row) =>
    line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0))),
  );
  return [first, line(widths.map((width) => '-'.repeat(width))), ...others].join('\n');
}

export const code = (text: string): string => `\`${text}\``;

/** A link to a heading of the same page. */
export const linkTo = (heading: string, words = heading): string =>
  `[${words}](#${heading
    .toLowerCase()
    .replaceAll(' ', '-')
    .replace(/[^\w-]/g, '')})`;

/** The blocks of a page, or of a part of it. */
export const blocks = (...parts: readonly string[]): string => parts.join('\n\n');
