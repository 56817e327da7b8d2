import type { Description, Fact } from '../describe/description.ts';
import type { Style } from '../terminal/style.ts';
import { widthOf } from '../terminal/width.ts';
import type { Piece } from './line.ts';

interface Chosen {
  readonly fact: Fact;
  text: string;
}

/**
 * As many facts as there is room for, the important ones first. The very first says how the span ended, and is as long
 * as it can be; the others are short before one is left out, and long where there is room to spare. What is dim stands in
 * the background: it takes only the room that the others leave at their longest.
 */
export function fitFacts({ mark, facts }: Description, columns: number, style: Style): Piece[] {
  const pieces: Piece[] = mark ? [{ text: `${style.glyphs.bar[mark]} `, tone: mark }] : [];
  const chosen = choose(facts, columns - (mark ? 2 : 0), style);
  for (const [i, { fact, text }] of chosen.entries()) {
    if (i > 0) pieces.push({ text: style.glyphs.separator, tone: 'dim' });
    pieces.push({ text, tone: fact.tone });
  }
  return pieces;
}

function choose([first, ...others]: readonly Fact[], columns: number, style: Style): Chosen[] {
  if (first === undefined) return [];
  const widthIn = (text: string) => widthOf(style.spell(text));
  const text = first.forms.find((form) => widthIn(form) <= columns) ?? shortest(first);
  const chosen: Chosen[] = [{ fact: first, text }];
  let left = columns - widthIn(text);
  const add = (facts: readonly Fact[]) => {
    for (const fact of facts) {
      const needed = style.glyphs.separator.length + widthIn(shortest(fact));
      if (needed > left) continue;
      chosen.push({ fact, text: shortest(fact) });
      left -= needed;
    }
    // From the last: a few columns give a stall its words, where many give a first token, known by its glyph, its own.
    for (const each of chosen.toReversed()) {
      const room = left + widthIn(each.text);
      const longer = each.fact.forms.find((form) => widthIn(form) <= room) ?? each.text;
      left = room - widthIn(longer);
      each.text = longer;
    }
  };
  add(others.filter(({ tone }) => tone !== 'dim'));
  add(others.filter(({ tone }) => tone === 'dim'));
  return chosen;
}

function shortest({ forms }: Fact): string {
  return forms.at(-1) ?? forms[0];
}

/** How wide the facts would like to be. */
export function widthOfFacts({ mark, facts }: Description, style: Style): number {
  const separators = Math.max(0, facts.length - 1) * style.glyphs.separator.length;
  const texts = facts.reduce((sum, { forms }) => sum + widthOf(style.spell(forms[0])), 0);
  return texts + separators + (mark ? 2 : 0);
}
