import type { Span } from './span.ts';

/** The span that starts first; of an empty list there is none. */
export function earliest(spans: readonly Span[]): Span | undefined {
  let first = spans[0];
  for (const span of spans) if (first === undefined || span.start < first.start) first = span;
  return first;
}
