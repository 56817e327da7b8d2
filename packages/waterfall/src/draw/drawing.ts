import { describe } from '../describe/describe.ts';
import { countOf, formatCount } from '../describe/numbers.ts';
import type { Span } from '../model/span.ts';
import type { BarGlyph } from '../terminal/glyphs.ts';
import type { Style } from '../terminal/style.ts';
import { type Forest, growForest } from '../tree/forest.ts';
import { type Row, type Rows, toRows } from '../tree/rows.ts';
import type { Bar } from './bar.ts';
import { toBars } from './bars.ts';
import { shareOut, type Wishes } from './columns.ts';
import { widthOfFacts } from './facts.ts';
import { toHeading } from './heading.ts';
import { toLegend } from './legend.ts';
import { fill, type Piece, toLine } from './line.ts';
import { durationOf, labelWidth, toPieces, type Written } from './row.ts';
import { toRuler } from './ruler.ts';
import { type Timeline, toTimeline } from './timeline.ts';

export interface Drawing {
  /** Of one trace, at least one. */
  readonly spans: readonly Span[];
  /** Spans that have been drawn, to show where the new ones belong. */
  readonly earlier?: readonly Span[] | undefined;
  /** How many spans have ended and are not drawn, because a parent of theirs is still open. Default 0. */
  readonly waiting?: number | undefined;
}

export interface DrawingOptions {
  readonly style: Style;
  /** Rows, before the rest is folded into one. */
  readonly maxRows: number;
  /** Glyphs that need no explanation any more; those that get one are added. */
  readonly explained: Set<BarGlyph>;
}

/** Draws spans of one trace, as lines that each end with a line break. */
export function draw(drawing: Drawing, { style, maxRows, explained }: DrawingOptions): string {
  const forest = growForest(drawing.spans, drawing.earlier);
  const rows = toRows(forest.roots, maxRows);
  const written = rows.shown.map(write);
  const columns = shareOut(style.width, wishesOf(written, style));
  const timeline = toTimeline(forest.roots, columns.bar);
  const bars = toBars(written, timeline);
  const lines = [
    ...headings(drawing, forest, timeline, style),
    ...(columns.bar > 0 ? [toRuler(timeline, columns, style)] : []),
    ...written.map((each, i) => toPieces(each, bars[i], columns, style)),
    ...footnotes(rows, drawing.waiting ?? 0, style),
    ...explain(bars, explained, style),
  ];
  return lines.map((pieces) => `${toLine(pieces, style)}\n`).join('');
}

function headings(
  { earlier }: Drawing,
  { roots: [root], unfinished }: Forest,
  { origin }: Timeline,
  style: Style,
): Piece[][] {
  if (root === undefined) return [];
  const continued = earlier !== undefined && earlier.length > 0;
  const state = continued ? 'continued' : unfinished ? 'incomplete' : 'complete';
  return [toHeading({ root: root.span, state, began: origin }, style)];
}

function write(row: Row): Written {
  return { row, description: describe(row.node), duration: durationOf(row.node) };
}

function wishesOf(written: readonly Written[], style: Style): Wishes {
  const widest = (width: (each: Written) => number) =>
    written.reduce((most, each) => Math.max(most, width(each)), 0);
  return {
    label: widest((each) => labelWidth(each, style)),
    duration: widest(({ duration }) => duration.length),
    facts: widest(({ description }) => widthOfFacts(description, style)),
  };
}

function footnotes({ hidden, hiddenFailed }: Rows, waiting: number, style: Style): Piece[][] {
  const notes: Piece[] = [];
  const failed = hiddenFailed === 0 ? '' : `, ${formatCount(hiddenFailed)} of them failed`;
  if (hidden > 0) notes.push({ text: `… ${countOf(hidden, 'more span')}${failed}`, tone: 'dim' });
  if (waiting > 0) {
    notes.push({
      text: `… ${countOf(waiting, 'span')} below one that is still open`,
      tone: 'stall',
    });
  }
  return notes.map((note) => fill([note], style.width, style));
}

/** Explains what has not been explained before. */
function explain(bars: readonly Bar[], explained: Set<BarGlyph>, style: Style): Piece[][] {
  const used = new Set(bars.flatMap(({ cells }) => cells.map(({ glyph }) => glyph)));
  const unexplained = new Set([...used].filter((glyph) => !explained.has(glyph)));
  for (const glyph of unexplained) explained.add(glyph);
  return toLegend(unexplained, style);
}
