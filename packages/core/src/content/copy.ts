import type { Json } from './json.ts';
import { startOf } from './text.ts';

/** Deeper than any request; a cycle is deeper than anything. */
const MAX_DEPTH = 100;

/** How much of a value is copied: what is beyond is left out. */
export class CopyLimit {
  /** Values that may still be copied. */
  values: number;
  /** Characters that may still be copied. */
  characters: number;
  /** Whether anything was left out. */
  reached = false;

  constructor(values: number, characters: number = Number.POSITIVE_INFINITY) {
    this.values = values;
    this.characters = characters;
  }

  /** As much of `text` as may be copied. */
  take(text: string): string {
    const { characters } = this;
    this.characters -= text.length;
    if (text.length <= characters) return text;
    this.reached = true;
    return startOf(text, characters);
  }
}

/**
 * A copy of `value` as JSON would have it, of which nothing is shared but strings. What the
 * application made may be anything: no accessor of it is run (a `toJSON()` is, as the SDK runs it
 * too). Undefined for what JSON leaves out.
 * @throws for what JSON cannot hold: a cycle, a bigint, an accessor, whatever a `toJSON()` or a
 * proxy throws.
 */
export function copyJson(value: unknown, limit: CopyLimit, depth = 0): Json | undefined {
  if (limit.values <= 0) {
    limit.reached = true;
    return undefined;
  }
  limit.values--;
  const plain = settled(value);
  switch (typeof plain) {
    case 'string':
      return limit.take(plain);
    case 'boolean':
      return plain;
    case 'number':
      return Number.isFinite(plain) ? plain : null;
    case 'object':
      return plain === null ? null : copyObject(plain, limit, depth);
    case 'bigint':
      throw new TypeError('JSON has no bigint');
    default:
      return undefined;
  }
}

/** What JSON takes for `value`. */
function settled(value: unknown): unknown {
  if (typeof value !== 'object' && typeof value !== 'bigint') return value;
  if (value === null) return value;
  if (typeof value === 'object') own(value, 'toJSON');
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? toJSON.call(value, '') : value;
}

function copyObject(value: object, limit: CopyLimit, depth: number): Json {
  if (depth > MAX_DEPTH) throw new RangeError('content is nested too deeply, or in a cycle');
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (let i = 0; i < value.length && !limit.reached; i++) {
      const item = copyJson(own(value, i), limit, depth + 1);
      if (item !== undefined || !limit.reached) items.push(item ?? null);
    }
    return items;
  }
  const fields: [string, Json][] = [];
  for (const name of Object.keys(value)) {
    const field = copyJson(own(value, name), limit, depth + 1);
    limit.characters -= name.length;
    if (field !== undefined) fields.push([name, field]);
    if (limit.reached) break;
  }
  // Defines each field, so that one named `__proto__` is one like any other.
  return Object.fromEntries(fields);
}

/**
 * A field of an object that need not be plain. An accessor is not run: it may do anything.
 * @throws {TypeError} for an accessor.
 */
export function own(value: object, name: PropertyKey): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(value, name);
  if (descriptor === undefined || 'value' in descriptor) return descriptor?.value;
  throw new TypeError('content behind an accessor is not captured');
}
