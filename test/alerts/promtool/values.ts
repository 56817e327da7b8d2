import { GONE } from '../model/recording.ts';

/** A column in promtool's notation: runs of one value, or of even steps, are written once. */
export function valuesOf(values: Float64Array): string {
  const words: string[] = [];
  let place = 0;
  while (place < values.length) {
    const value = values[place] ?? Number.NaN;
    let length = 1;
    if (Number.isNaN(value)) {
      while (place + length < values.length && Number.isNaN(values[place + length])) length++;
      words.push(length === 1 ? '_' : `_x${length}`);
    } else if (value === GONE) {
      words.push('stale');
    } else {
      while (values[place + length] === value) length++;
      words.push(length === 1 ? `${value}` : `${value}x${length - 1}`);
    }
    place += length;
  }
  if (words.at(-1)?.startsWith('_')) words.pop();
  return words.join(' ');
}
