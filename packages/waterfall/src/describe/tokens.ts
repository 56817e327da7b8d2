import { type AttributeName, isTrue, type KnownAttributes, numberOf } from '../model/attributes.ts';
import type { Fact } from './description.ts';
import { formatCount } from './numbers.ts';

/** Tokens in and out, by the names of the two attributes; nothing where neither is known. */
export function tokens(
  attributes: KnownAttributes,
  input: AttributeName,
  output: AttributeName,
): Fact[] {
  const counts = [
    [numberOf(attributes, input), 'in'],
    [numberOf(attributes, output), 'out'],
  ] as const;
  const known = counts.flatMap(([count, way]) =>
    count === undefined ? [] : [`${formatCount(count)} ${way}`],
  );
  if (known.length === 0) return [];
  const partial = isTrue(attributes, 'spanthropic.usage.partial') ? ' so far' : '';
  return [{ text: `${known.join(' / ')} tokens${partial}`, short: known.join(' / ') }];
}
