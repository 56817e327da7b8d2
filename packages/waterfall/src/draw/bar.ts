import type { Mark } from '../describe/description.ts';
import type { Span } from '../model/span.ts';
import type { BarGlyph } from '../terminal/glyphs.ts';
import type { Tone } from '../terminal/tone.ts';
import type { Node } from '../tree/node.ts';
import { attemptCells } from './attempt-cells.ts';
import { columnAt, type Timeline } from './timeline.ts';

export interface Cell {
  readonly glyph: BarGlyph;
  readonly tone: Tone;
}

export interface Bar {
  /** The bar's first column. */
  readonly from: number;
  /** At least one: a span is never too short to be seen. */
  readonly cells: readonly Cell[];
}

/** `before` is the bar of the sibling that starts next before it. */
export function toBar(
  node: Node,
  mark: Mark | undefined,
  timeline: Timeline,
  before: Before | undefined,
): Bar {
  const { from, to } = extent(node.span, timeline, before);
  const cells = cellsOf(node, mark, timeline, from, to);
  if (mark !== undefined) cells[cells.length - 1] = { glyph: mark, tone: mark };
  return { from, cells: node.earlier ? cells.map(({ glyph }) => ({ glyph, tone: 'dim' })) : cells };
}

export interface Before {
  readonly span: Span;
  readonly bar: Bar;
}

/**
 * Neighbours in time share a rounded edge, so that their bars neither overlap nor leave a gap. One that follows a bar of
 * the least length begins a column later, so that the order is seen.
 */
function extent(
  span: Span,
  timeline: Timeline,
  before: Before | undefined,
): { from: number; to: number } {
  const { columns } = timeline;
  const end = span.end === undefined ? columns : Math.round(columnAt(timeline, span.end));
  const rounded = Math.round(columnAt(timeline, span.start));
  const follows = before?.span.end !== undefined && before.span.end <= span.start;
  const free = follows ? before.bar.from + before.bar.cells.length : 0;
  const from = Math.min(columns - 1, Math.max(rounded, Math.min(free, rounded + 1)));
  return { from, to: Math.max(from + 1, Math.min(columns, end)) };
}

function cellsOf(
  node: Node,
  mark: Mark | undefined,
  timeline: Timeline,
  from: number,
  to: number,
): Cell[] {
  if (node.role === 'attempt') return attemptCells(node.span, mark, timeline, from, to);
  const glyph = node.role === 'backoff' ? 'asleep' : 'span';
  return Array<Cell>(to - from).fill({ glyph, tone: mark === 'failed' ? mark : toneOf(node) });
}

function toneOf({ role }: Node): Tone {
  if (role === 'backoff') return 'asleep';
  if (role === 'call') return 'call';
  return role === 'transport' || role === 'unseen' ? 'dim' : 'plain';
}
