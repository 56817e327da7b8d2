export interface JsonValues {
  readonly values: readonly unknown[];
  /** Numbers (from 1) of the lines where something that is not JSON begins. */
  readonly brokenLines: readonly number[];
}

/**
 * Reads one JSON value, JSON lines, or values that follow each other in any way, as a streamed answer has them. What is
 * broken, such as the last line of a file that is still being written, does not spoil the rest.
 */
export function readJsonValues(text: string): JsonValues {
  const trimmed = text.startsWith('\ufeff') ? text.slice(1) : text;
  const whole = parse(trimmed);
  if (whole !== undefined) return { values: [whole.value], brokenLines: [] };
  const pieces = isJsonLines(trimmed) ? splitLines(trimmed) : splitValues(trimmed);
  return readPieces(pieces);
}

interface Piece {
  readonly text: string;
  readonly line: number;
}

function readPieces(pieces: Iterable<Piece>): JsonValues {
  const values: unknown[] = [];
  const brokenLines: number[] = [];
  for (const { text, line } of pieces) {
    const parsed = parse(text);
    if (parsed === undefined) brokenLines.push(line);
    else values.push(parsed.value);
  }
  return { values, brokenLines };
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function isJsonLines(text: string): boolean {
  const first = /\S.*/.exec(text)?.[0] ?? '';
  return parse(first) !== undefined;
}

function* splitLines(text: string): Iterable<Piece> {
  let line = 0;
  for (const each of text.split('\n')) {
    line++;
    if (each.trim() !== '') yield { text: each, line };
  }
}

/** Strings as a whole, so that brackets in them do not count. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/gs;

/** Cuts after each closing bracket of the outermost level. */
function* splitValues(text: string): Iterable<Piece> {
  let from = 0;
  let line = 1;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') depth++;
    if (token !== '}' && token !== ']') continue;
    depth--;
    if (depth > 0) continue;
    const piece = text.slice(from, index + 1);
    yield { text: piece, line: line + linesBefore(piece) };
    from = index + 1;
    line += piece.split('\n').length - 1;
    depth = 0;
  }
  const rest = text.slice(from);
  if (rest.trim() !== '') yield { text: rest, line: line + linesBefore(rest) };
}

/** How many lines pass before the text's first visible character. */
function linesBefore(text: string): number {
  return text.slice(0, text.length - text.trimStart().length).split('\n').length - 1;
}
