import type { Span, Value } from './span.ts';

/** What a span is in the story of a trace. */
export type RowKind = 'request' | 'call' | 'attempt' | 'backoff' | 'other';

export function kindOf({ name, attributes }: Span): RowKind {
  if (name === 'claude.attempt') return 'attempt';
  if (name === 'claude.backoff') return 'backoff';
  if (attributes['spanthropic.attempts'] !== undefined) return 'call';
  return attributes['span.kind'] === 'server' ? 'request' : 'other';
}

/** What became of it, in a few words. */
export function describe(span: Span): string {
  const { attributes } = span;
  switch (kindOf(span)) {
    case 'request':
      return words([attributes['http.response.status_code'] ?? attributes['http.status_code']]);
    case 'call':
      return words([
        attributes['spanthropic.call.outcome'],
        retries(attributes['spanthropic.attempts']),
        seconds('asleep', attributes['spanthropic.backoff.total'] || undefined),
      ]);
    case 'attempt':
      return words([
        [attributes['http.response.status_code'], attributes['error.type']]
          .filter(Boolean)
          .join(' '),
        seconds('wait', attributes['spanthropic.retry_after']),
        seconds('first token', attributes['spanthropic.time_to_first_token']),
      ]);
    case 'backoff':
      return words([
        seconds('planned', attributes['spanthropic.backoff.planned']),
        attributes['spanthropic.backoff.source'] &&
          `by ${attributes['spanthropic.backoff.source']}`,
      ]);
    case 'other':
      return '';
  }
}

function retries(attempts: Value | undefined): string | undefined {
  if (typeof attempts !== 'number' || attempts < 2) return undefined;
  return attempts === 2 ? 'after 1 retry' : `after ${attempts - 1} retries`;
}

function seconds(what: string, value: Value | undefined): string | undefined {
  return typeof value === 'number' ? `${what} ${value.toFixed(value < 10 ? 2 : 0)} s` : undefined;
}

function words(parts: readonly (Value | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
