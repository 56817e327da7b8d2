import type { Span } from '../model/span.ts';
import type { Style } from '../terminal/style.ts';
import { cut, widthOf } from '../terminal/width.ts';
import type { Piece } from './line.ts';

/** `continued` adds to an earlier drawing of the same trace, `incomplete` lacks spans that are still open. */
type DrawingState = 'complete' | 'continued' | 'incomplete';

export interface Heading {
  readonly root: Span;
  readonly state: DrawingState;
  /** When the trace began, in nanoseconds since the Unix epoch. */
  readonly began: bigint;
}

/**
 * The trace's id, by which a backend finds it; its state; the service; and when it began. Where there is no room for all
 * the last ones go first, and the state stays.
 */
export function toHeading({ root, state, began }: Heading, style: Style): Piece[] {
  const { separator, ellipsis } = style.glyphs;
  const told = state === 'complete' ? '' : separator + state;
  const title = cut(style.spell(`trace ${root.traceId}`), style.width - told.length, ellipsis);
  const pieces: Piece[] = [
    { text: title, tone: 'dim' },
    { text: told, tone: 'stall' },
  ];
  let left = style.width - widthOf(title) - told.length;
  for (const detail of [root.service, dateOf(began)]) {
    const text = style.spell(separator + (detail ?? ''));
    if (detail === undefined || widthOf(text) > left) continue;
    pieces.push({ text, tone: 'dim' });
    left -= widthOf(text);
  }
  return pieces;
}

/** In UTC, as most logs have it. */
function dateOf(nanoseconds: bigint): string | undefined {
  const date = new Date(Number(nanoseconds / 1_000_000n));
  if (Number.isNaN(date.getTime())) return undefined;
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}
