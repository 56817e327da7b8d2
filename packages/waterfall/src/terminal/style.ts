import { ASCII, type Glyphs, UNICODE } from './glyphs.ts';
import type { Tone } from './tone.ts';

/** How to write, for one output. */
export interface Style {
  /** Columns. */
  readonly width: number;
  readonly glyphs: Glyphs;
  /** Gives text its colour, which takes no columns. */
  paint(tone: Tone, text: string): string;
  /** Text in the characters that the output can show. */
  spell(text: string): string;
}

export interface StyleChoice {
  readonly width: number;
  readonly color: boolean;
  readonly ascii: boolean;
}

// The sixteen colours of the terminal's own palette, which its user has chosen to be readable.
const CODES: Readonly<Record<Tone, string>> = {
  plain: '',
  strong: '1',
  dim: '2',
  call: '36',
  waiting: '34',
  token: '1;32',
  stream: '32',
  stall: '1;33',
  asleep: '33',
  failed: '1;31',
  aborted: '35',
};

export function toStyle({ width, color, ascii }: StyleChoice): Style {
  return {
    width,
    glyphs: ascii ? ASCII : UNICODE,
    paint: color ? paint : (_tone, text) => text,
    spell: ascii ? spellAscii : (text) => text,
  };
}

const SPELLING: ReadonlyMap<string, string> = new Map([
  [UNICODE.ellipsis, ASCII.ellipsis],
  [UNICODE.bar.token, ASCII.bar.token],
  [UNICODE.bar.stall, ASCII.bar.stall],
  [UNICODE.bar.asleep, ASCII.bar.asleep],
]);

function spellAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (character) => SPELLING.get(character) ?? '?');
}

function paint(tone: Tone, text: string): string {
  const code = CODES[tone];
  return code === '' || text.trim() === '' ? text : `\u001b[${code}m${text}\u001b[0m`;
}
