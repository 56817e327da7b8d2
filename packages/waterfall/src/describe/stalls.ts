import { numberOf } from '../model/attributes.ts';
import type { Span } from '../model/span.ts';
import { type Fact, fact } from './description.ts';
import { countOf, formatDuration } from './numbers.ts';

/** How often a stream stalled, and how long the longest of its silences lasted. */
export function stalls(span: Span): Fact[] {
  const count = numberOf(span.attributes, 'spanthropic.stream.stalls') ?? 0;
  if (count === 0) return [];
  const stalled = countOf(count, 'stall');
  const longest = longestSilence(span);
  if (longest === 0) return [fact('stall', stalled)];
  const time = formatDuration(longest);
  if (count > 1) return [fact('stall', `${stalled}, longest ${time}`, stalled)];
  return [fact('stall', `${stalled} of ${time}`, `stall ${time}`, `╌ ${time}`)];
}

/** In seconds; 0 where it is unknown. A silence in which the stream ended may be no gap, but was told while it lasted. */
function longestSilence({ attributes, events }: Span): number {
  const told = events
    .filter(({ attributes }) => attributes['spanthropic.stall.phase'] !== 'headers')
    .map(({ attributes }) => numberOf(attributes, 'spanthropic.stall.silence') ?? 0);
  return Math.max(numberOf(attributes, 'spanthropic.stream.max_gap') ?? 0, ...told);
}
