import type { Json } from './json.ts';
import type { ContentPart } from './part.ts';
import { byteLength, escapedLength, startOf, startWithin } from './text.ts';

/** What says which part it is, and would say something else if it were cut. */
const NAMES = new Set(['type', 'id', 'name', 'modality', 'mime_type', 'file_id', 'uri']);

/**
 * The JSON of `part` in `room` bytes, with its longest texts cut, or else what it says of itself
 * without its values. Undefined when not even that fits. The part is changed.
 */
export function shortened(part: ContentPart, room: number): string | undefined {
  const texts = textsOf(part);
  // A character takes at least a byte: what is beyond that need not be measured.
  for (const text of texts) text.value = startOf(text.value, Math.max(0, room));
  const whole = JSON.stringify(part);
  const excess = byteLength(whole) - room;
  if (excess <= 0) return whole;
  const sizes = texts.map(({ value }) => escapedLength(value));
  const longest = levelOf(sizes, sizes.reduce((sum, size) => sum + size, 0) - excess);
  if (longest <= 0) return outline(part, room);
  for (const text of texts) text.value = startWithin(text.value, longest);
  return JSON.stringify(part);
}

/** The most that each of `sizes` may be for all of them to have `room`; 0 or less where there is none. */
function levelOf(sizes: readonly number[], room: number): number {
  let left = room;
  let waiting = sizes.length;
  for (const size of sizes.toSorted((one, other) => one - other)) {
    const share = Math.floor(left / waiting);
    if (size > share) return share;
    left -= size;
    waiting--;
  }
  return left;
}

/** A text of a part, in its place. */
class Text {
  readonly #holder: { [name: string]: Json };
  readonly #name: string;

  constructor(holder: object, name: string) {
    this.#holder = holder as { [name: string]: Json };
    this.#name = name;
  }

  get value(): string {
    return String(this.#holder[this.#name]);
  }

  set value(value: string) {
    this.#holder[this.#name] = value;
  }
}

/** The texts of a part that may be cut, at any depth. */
function textsOf(part: ContentPart): Text[] {
  const texts: Text[] = [];
  for (const name of Object.keys(part)) {
    if (!NAMES.has(name)) collect(part, name, part[name], texts);
  }
  return texts;
}

function collect(holder: object, name: string, value: Json | undefined, into: Text[]): void {
  if (typeof value === 'string') into.push(new Text(holder, name));
  if (typeof value !== 'object' || value === null) return;
  for (const [inner, field] of Object.entries(value)) collect(value, inner, field, into);
}

/** The names alone. A part of nothing but texts has nothing to say without them. */
function outline(part: ContentPart, room: number): string | undefined {
  const isTextOnly = Object.values(part).every((value) => typeof value !== 'object');
  if (isTextOnly) return undefined;
  const json = JSON.stringify(part, (name, value) =>
    name === '' || NAMES.has(name) ? value : undefined,
  );
  return byteLength(json) <= room ? json : undefined;
}
