import type { BarGlyph } from '../terminal/glyphs.ts';
import type { Style } from '../terminal/style.ts';
import type { Tone } from '../terminal/tone.ts';
import { cut, widthOf } from '../terminal/width.ts';
import type { Piece } from './line.ts';

/** In the order of an attempt's life. A plain line needs no explanation. */
const MEANINGS: readonly (readonly [BarGlyph, Tone, string])[] = [
  ['headers', 'waiting', 'waiting for headers'],
  ['awaiting', 'waiting', 'waiting for the first token'],
  ['token', 'token', 'first token'],
  ['stream', 'stream', 'reading the answer'],
  ['stall', 'stall', 'stalled'],
  ['asleep', 'asleep', 'asleep before a retry'],
  ['failed', 'failed', 'failed'],
  ['aborted', 'aborted', 'aborted'],
];

/** What to hold for explained where no legend is wanted. */
export function everyGlyph(): Set<BarGlyph> {
  return new Set(MEANINGS.map(([glyph]) => glyph));
}

/** Explains the glyphs given, in as many lines as that takes. */
export function toLegend(glyphs: ReadonlySet<BarGlyph>, style: Style): Piece[][] {
  const lines: Piece[][] = [];
  let left = 0;
  for (const [glyph, tone, meaning] of MEANINGS.filter(([each]) => glyphs.has(each))) {
    const entry: Piece[] = [
      { text: style.glyphs.bar[glyph], tone },
      { text: cut(` ${meaning}`, style.width - 1, style.glyphs.ellipsis), tone: 'dim' },
    ];
    const needed = 4 + widthOf(meaning);
    if (needed > left) {
      lines.push(entry);
      left = style.width - needed + 2;
    } else {
      lines.at(-1)?.push({ text: '  ', tone: 'plain' }, ...entry);
      left -= needed;
    }
  }
  return lines;
}
