import { numberOf, textOf } from '../model/attributes.ts';
import type { Span } from '../model/span.ts';
import { type Description, type Fact, fact } from './description.ts';
import { describeAbort, markOf } from './ending.ts';
import { countOf } from './numbers.ts';
import { timeAsleep } from './time-asleep.ts';
import { tokens } from './tokens.ts';

/** Spans of others: the HTTP status and error type, and on a server span what the adapters added up for its request. */
export function describeForeign(span: Span): Description {
  const { attributes } = span;
  const mark = markOf(span, undefined);
  const status = numberOf(attributes, 'http.response.status_code');
  const type = textOf(attributes, 'error.type');
  const facts: Fact[] = [];
  if (mark === 'aborted') {
    facts.push(fact(mark, describeAbort(attributes), 'aborted'));
  } else if (mark === 'failed') {
    const cause = type === undefined || type === String(status) ? '' : ` ${type}`;
    facts.push(fact(mark, `${status ?? (cause === '' ? 'failed' : '')}${cause}`.trim()));
  } else if (status !== undefined) {
    facts.push(fact('plain', String(status)));
  }
  return { label: span.name, mark, facts: [...facts, ...requestSums(span)] };
}

function requestSums({ attributes }: Span): Fact[] {
  const facts: Fact[] = [];
  const calls = numberOf(attributes, 'spanthropic.request.calls') ?? 0;
  const retries = numberOf(attributes, 'spanthropic.request.retries') ?? 0;
  const asleep = numberOf(attributes, 'spanthropic.request.backoff') ?? 0;
  if (calls > 0) facts.push(fact('plain', countOf(calls, 'call')));
  if (retries > 0) facts.push(fact('plain', countOf(retries, 'retry', 'retries')));
  facts.push(...timeAsleep(asleep));
  const sums = ['spanthropic.request.tokens.input', 'spanthropic.request.tokens.output'] as const;
  return [...facts, ...tokens(attributes, ...sums)];
}
