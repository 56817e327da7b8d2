import type { Style } from '../terminal/style.ts';
import type { Tone } from '../terminal/tone.ts';
import { cut, widthOf } from '../terminal/width.ts';

export interface Piece {
  readonly text: string;
  readonly tone: Tone;
}

/** Pieces of a line, cut and filled up to exactly the columns given. */
export function fill(pieces: readonly Piece[], columns: number, style: Style): Piece[] {
  const filled: Piece[] = [];
  let left = columns;
  for (const { text, tone } of pieces) {
    const fitting = cut(style.spell(text), left, style.glyphs.ellipsis);
    filled.push({ text: fitting, tone });
    left -= widthOf(fitting);
    if (fitting !== style.spell(text)) break;
  }
  return [...filled, space(left)];
}

export function space(columns: number): Piece {
  return { text: ' '.repeat(Math.max(0, columns)), tone: 'plain' };
}

/** Joins neighbours of one tone, so that a bar is one run of colour, and drops the blanks at the end. */
export function toLine(pieces: readonly Piece[], style: Style): string {
  const runs: Piece[] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (last?.tone === piece.tone)
      runs[runs.length - 1] = { ...last, text: last.text + piece.text };
    else if (piece.text !== '') runs.push(piece);
  }
  while (runs.at(-1)?.text.trim() === '') runs.pop();
  const end = runs.pop();
  if (end) runs.push({ ...end, text: end.text.trimEnd() });
  return runs.map(({ text, tone }) => style.paint(tone, text)).join('');
}
