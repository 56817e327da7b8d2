import { type KnownAttributes, numberOf, textOf } from '../model/attributes.ts';
import type { Span } from '../model/span.ts';
import type { Description, Fact, Mark } from './description.ts';
import { describeAbort, describeOutcome, markOf } from './ending.ts';
import { countOf, formatDuration, formatRound } from './numbers.ts';
import { requestId } from './request-id.ts';

/** Less than this, the stream's waiting for the application is the cost of reading it. */
const WORTH_TELLING = 0.1;

export function describeAttempt(span: Span): Description {
  const { attributes } = span;
  const mark = markOf(span, textOf(attributes, 'spanthropic.attempt.outcome'));
  const number = 1 + (numberOf(attributes, 'http.request.resend_count') ?? 0);
  const facts = [
    ...ending(span, mark),
    ...firstToken(attributes),
    ...stalls(attributes),
    ...retryAfter(attributes),
    ...slowReader(attributes),
    ...requestId(attributes),
  ];
  return { label: `attempt #${number}`, mark, facts };
}

function ending({ attributes, end }: Span, mark: Mark | undefined): Fact[] {
  const status = numberOf(attributes, 'http.response.status_code');
  if (mark === 'aborted') {
    return [{ text: describeAbort(attributes), short: 'aborted', tone: mark }];
  }
  if (mark === 'failed') return [failure(attributes, status)];
  if (status !== undefined) return [{ text: String(status) }];
  return end === undefined ? [] : [{ text: 'ok' }];
}

function failure(attributes: KnownAttributes, status: number | undefined): Fact {
  const cause = causeOf(attributes);
  if (status === undefined) return { text: cause, short: cause.split(' ').at(-1), tone: 'failed' };
  // A failure inside a stream comes after a status that said that all was well.
  const text = status === 200 ? `200, then ${cause}` : `${status} ${cause}`;
  return { text: cause === String(status) ? cause : text, short: String(status), tone: 'failed' };
}

/** The API's own word first, which its documentation explains; the SDK's class where there is none. */
function causeOf(attributes: KnownAttributes): string {
  const outcome = textOf(attributes, 'spanthropic.attempt.outcome');
  const type = textOf(attributes, 'error.type');
  if (textOf(attributes, 'spanthropic.stream.end') === 'truncated')
    return 'cut off, no message_stop';
  if (outcome === 'connection' || outcome === 'timeout') return describeOutcome(outcome);
  if (type !== undefined) return type;
  const words = outcome === undefined ? undefined : describeOutcome(outcome);
  return words ?? textOf(attributes, 'spanthropic.error.class') ?? 'failed';
}

function firstToken(attributes: KnownAttributes): Fact[] {
  const seconds = numberOf(attributes, 'spanthropic.time_to_first_token');
  if (seconds === undefined) return [];
  return [{ text: `first token ${formatDuration(seconds)}`, tone: 'token' }];
}

function stalls(attributes: KnownAttributes): Fact[] {
  const count = numberOf(attributes, 'spanthropic.stream.stalls') ?? 0;
  if (count === 0) return [];
  const gap = numberOf(attributes, 'spanthropic.stream.max_gap');
  const longest = gap === undefined ? '' : `, ${formatDuration(gap)} silent`;
  return [
    { text: `${countOf(count, 'stall')}${longest}`, short: countOf(count, 'stall'), tone: 'stall' },
  ];
}

function retryAfter(attributes: KnownAttributes): Fact[] {
  const seconds = numberOf(attributes, 'spanthropic.retry_after');
  return seconds === undefined ? [] : [{ text: `retry-after ${formatRound(seconds)}` }];
}

function slowReader(attributes: KnownAttributes): Fact[] {
  const seconds = numberOf(attributes, 'spanthropic.stream.app_wait') ?? 0;
  if (seconds < WORTH_TELLING) return [];
  const time = formatDuration(seconds);
  return [{ text: `waited ${time} for its reader`, short: `reader ${time}`, tone: 'stall' }];
}
