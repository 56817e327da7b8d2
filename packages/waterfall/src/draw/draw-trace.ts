import { type DrawOptions, resolveDrawOptions } from '../options/draw-options.ts';
import { type OtelSpan, readOtelSpan } from '../read/otel.ts';
import type { BarGlyph } from '../terminal/glyphs.ts';
import { toStyle } from '../terminal/style.ts';
import { everyGlyph } from './legend.ts';
import { drawTraces } from './traces.ts';

/**
 * Draws the spans of a trace as bars in time, a line each, and gives the text, which ends with a line break. Spans of
 * several traces give one drawing after another, none give an empty text. Throws a `TypeError` for a bad option.
 */
export function drawTrace(spans: Iterable<OtelSpan>, options: DrawOptions = {}): string {
  const { maxRows, legend, ...style } = resolveDrawOptions(options);
  const explained = legend ? new Set<BarGlyph>() : everyGlyph();
  return drawTraces(Array.from(spans, readOtelSpan), { style: toStyle(style), maxRows, explained });
}
