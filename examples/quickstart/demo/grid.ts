/** A column of a table. */
export interface Column<Row> {
  readonly head: string;
  cell(row: Row): string;
  /** Words, not numbers: aligned to the left. */
  readonly isText?: boolean;
}

/** Lays out rows: the line of the heads, and one line for each row, all of the same width. */
export function gridOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const filled = columns.map(({ head, cell, isText = false }) => {
    const cells = [head, ...rows.map((row) => cell(row))];
    const width = Math.max(...cells.map((each) => each.length));
    return cells.map((each) => (isText ? each.padEnd(width) : each.padStart(width)));
  });
  return [undefined, ...rows].map((_, at) => filled.map((cells) => cells[at]).join('  '));
}
