import type { Span } from '../model/span.ts';
import type { Style } from '../terminal/style.ts';
import type { Tone } from '../terminal/tone.ts';
import { fill, type Piece } from './line.ts';

/** `continued` adds to an earlier drawing of the same trace, `incomplete` lacks spans that are still open. */
export type DrawingState = 'complete' | 'continued' | 'incomplete';

export interface Heading {
  readonly root: Span;
  readonly state: DrawingState;
  /** When the trace began, in nanoseconds since the Unix epoch. */
  readonly began: bigint;
}

/** The trace's id, by which a backend finds it; its state; the service; and when it began. */
export function toHeading({ root, state, began }: Heading, style: Style): Piece[] {
  const pieces: Piece[] = [{ text: `trace ${root.traceId}`, tone: 'dim' }];
  const add = (text: string, tone: Tone) =>
    pieces.push({ text: style.glyphs.separator + text, tone });
  if (state !== 'complete') add(state, 'stall');
  if (root.service !== undefined) add(root.service, 'dim');
  add(dateOf(began), 'dim');
  return fill(pieces, style.width, style);
}

/** In UTC, as most logs have it. */
function dateOf(nanoseconds: bigint): string {
  const date = new Date(Number(nanoseconds / 1_000_000n));
  if (Number.isNaN(date.getTime())) return '';
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}
