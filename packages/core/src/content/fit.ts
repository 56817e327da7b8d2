import { isJsonObject, type Json } from './json.ts';
import type { ContentPart } from './part.ts';
import { shortened } from './shorten.ts';
import { byteLength } from './text.ts';

/** Parts as they are written. */
export interface FittedParts {
  /** The JSON of each; undefined for one that is left out. */
  readonly json: readonly (string | undefined)[];
  /** Whether anything was cut or left out. */
  readonly cut: boolean;
}

/**
 * The JSON of `parts` in `room` bytes. Where that is too little the shortest stay whole, and the
 * longest are cut to the same length.
 */
export function fitParts(parts: readonly ContentPart[], room: number): FittedParts {
  const weights = parts.map((part) => weigh(part, room));
  if (sum(weights) <= room) {
    const json = parts.map((part) => JSON.stringify(part));
    if (sum(json.map(byteLength)) <= room) return { json, cut: false };
  }
  const json: (string | undefined)[] = parts.map(() => undefined);
  let left = room;
  let waiting = parts.length;
  for (const [index, part] of shortestFirst(parts, weights)) {
    const fitted = shortened(part, Math.floor(left / waiting));
    json[index] = fitted;
    if (fitted !== undefined) left -= byteLength(fitted);
    waiting--;
  }
  return { json, cut: true };
}

function shortestFirst(
  parts: readonly ContentPart[],
  weights: readonly number[],
): [index: number, part: ContentPart][] {
  const weightAt = (index: number): number => weights[index] ?? 0;
  return [...parts.entries()].sort(([one], [other]) => weightAt(one) - weightAt(other));
}

/** The bytes of the JSON of `value`, at least; as far as they matter, which is to `enough`. */
function weigh(value: Json, enough: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 1;
  // A list has one comma less than it has items.
  let weight = 1;
  const fields = isJsonObject(value) ? Object.entries(value) : value.entries();
  for (const [name, field] of fields) {
    weight += weigh(field, enough) + (typeof name === 'string' ? name.length + 4 : 1);
    if (weight > enough) break;
  }
  return weight;
}

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, each) => total + each, 0);
