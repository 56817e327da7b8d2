import type { Description } from '../describe/description.ts';
import { formatDuration } from '../describe/numbers.ts';
import type { Style } from '../terminal/style.ts';
import type { Tone } from '../terminal/tone.ts';
import { widthOf } from '../terminal/width.ts';
import type { Node } from '../tree/node.ts';
import type { Row } from '../tree/rows.ts';
import type { Bar } from './bar.ts';
import { type Columns, NARROW } from './columns.ts';
import { fitFacts } from './facts.ts';
import { fill, type Piece, space } from './line.ts';

/** A row with all that is written in it, before it is known how wide its parts will be. */
export interface Written {
  readonly row: Row;
  readonly description: Description;
  readonly duration: string;
}

/** Columns that a name keeps however deep in the tree it stands. */
const NAME_COLUMNS = 10;

export function durationOf({ span }: Node): string {
  return span.end === undefined ? '' : formatDuration(Number(span.end - span.start) / 1e9);
}

export function labelWidth({ row, description }: Written, style: Style): number {
  return widthOf(branches(row, style, Infinity)) + widthOf(style.spell(description.label));
}

/** The pieces of the row's line, from the names to the facts. */
export function toPieces(
  { row, description, duration }: Written,
  bar: Bar | undefined,
  columns: Columns,
  style: Style,
): Piece[] {
  const gap = space(columns.gap);
  const pieces = fill(label(row, description, columns, style), columns.label, style);
  if (columns.duration > 0) {
    pieces.push(gap, { text: duration.padStart(columns.duration), tone: quiet(row, 'plain') });
  }
  if (bar === undefined) return pieces;
  pieces.push(gap, space(bar.from));
  for (const { glyph, tone } of bar.cells) pieces.push({ text: style.glyphs.bar[glyph], tone });
  pieces.push(space(columns.bar - bar.from - bar.cells.length), gap);
  return [...pieces, ...fill(fitFacts(description, columns.facts, style), columns.facts, style)];
}

function label(
  row: Row,
  { mark, label: name }: Description,
  columns: Columns,
  style: Style,
): Piece[] {
  const kept = Math.min(widthOf(style.spell(name)), NAME_COLUMNS);
  const pieces: Piece[] = [{ text: branches(row, style, columns.label - kept), tone: 'dim' }];
  const marked = columns.facts === 0 && mark !== undefined;
  if (marked) pieces.push({ text: `${style.glyphs.bar[mark]} `, tone: mark });
  pieces.push({ text: name, tone: mark === 'failed' ? mark : quiet(row, toneOf(row)) });
  return pieces;
}

/** The lines of the tree before a name; of a very deep one only the last. */
function branches({ node, passing, last }: Row, style: Style, columns: number): string {
  if (node.parent === undefined) return '';
  const { branch, dash, lastBranch, passing: pass, ellipsis } = style.glyphs;
  const narrow = style.width < NARROW;
  const blank = narrow ? ' ' : '  ';
  const above = passing.map((passes) => (passes ? pass : ' ') + blank).join('');
  const own = `${last ? lastBranch : branch}${narrow ? '' : dash} `;
  return widthOf(above + own) <= columns ? above + own : `${ellipsis} ${own}`;
}

function toneOf({ node }: Row): Tone {
  if (node.role === 'unseen') return 'dim';
  if (node.parent === undefined) return 'strong';
  return node.role === 'call' ? 'call' : 'plain';
}

/** What is only there for context stays in the background. */
function quiet({ node }: Row, tone: Tone): Tone {
  return node.earlier || node.role === 'transport' ? 'dim' : tone;
}
