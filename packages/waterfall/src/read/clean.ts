/** Characters that can be of use on one line. */
const LONGEST = 256;

// Format characters include the marks that reverse the direction of text and the ones that join glyphs to one of an
// unknown width; separators are those that some terminals take for a line break.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Variation_Selector}]/gu;

/** Stacks of combining marks spill over the neighbouring lines. */
const PILED_MARKS = /([\p{Mn}\p{Me}]{2})[\p{Mn}\p{Me}]+/gu;

/**
 * Makes text from outside harmless for a terminal: each control character becomes its picture (`␛` for escape), other
 * invisible ones go, so that what is left takes the place that it seems to take.
 */
export function clean(text: string): string {
  return text.replace(UNSAFE, picture).replace(PILED_MARKS, '$1');
}

/** Cleans a name or a value, which is written on one line with others. */
export function cleanShort(text: string): string {
  return clean(text.length > LONGEST ? text.slice(0, LONGEST) : text);
}

function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code < 0xa0 || code === 0x2028 || code === 0x2029) return '\ufffd';
  return code >= 0xd800 && code <= 0xdfff ? '\ufffd' : '';
}
