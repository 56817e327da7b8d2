import type { Description, Fact } from '../describe/description.ts';
import type { Style } from '../terminal/style.ts';
import { widthOf } from '../terminal/width.ts';
import type { Piece } from './line.ts';

/** As many facts as there is room for, by their order; one that does not fit gives its short form, or its place. */
export function fitFacts({ mark, facts }: Description, columns: number, style: Style): Piece[] {
  const pieces: Piece[] = mark ? [{ text: `${style.glyphs.bar[mark]} `, tone: mark }] : [];
  let left = columns - (mark ? 2 : 0);
  let first = true;
  for (const fact of facts) {
    const separator = first ? '' : style.glyphs.separator;
    const text = fitting(fact, left - separator.length, first, style);
    if (text === undefined) continue;
    pieces.push({ text: separator, tone: 'dim' }, { text, tone: fact.tone ?? 'plain' });
    left -= separator.length + widthOf(style.spell(text));
    first = false;
  }
  return pieces;
}

/** The first fact says how the span ended: rather a part of it than nothing. */
function fitting(fact: Fact, columns: number, first: boolean, style: Style): string | undefined {
  const forms = [fact.text, fact.short ?? fact.text];
  const fits = forms.find((text) => widthOf(style.spell(text)) <= columns);
  return fits ?? (first ? forms[1] : undefined);
}

/** How wide the facts would like to be. */
export function widthOfFacts({ mark, facts }: Description, style: Style): number {
  const separators = Math.max(0, facts.length - 1) * style.glyphs.separator.length;
  const texts = facts.reduce((sum, { text }) => sum + widthOf(style.spell(text)), 0);
  return texts + separators + (mark ? 2 : 0);
}
