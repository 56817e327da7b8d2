import { type KnownAttributes, numberOf, textOf } from '../model/attributes.ts';
import type { Span } from '../model/span.ts';
import { type Description, type Fact, fact, type Mark } from './description.ts';
import { describeAbort, describeOutcome, markOf } from './ending.ts';
import { formatDuration, formatRound } from './numbers.ts';
import { requestId } from './request-id.ts';
import { slowReader } from './slow-reader.ts';
import { stalls } from './stalls.ts';

export function describeAttempt(span: Span): Description {
  const { attributes } = span;
  const mark = markOf(span, textOf(attributes, 'spanthropic.attempt.outcome'));
  const number = 1 + (numberOf(attributes, 'http.request.resend_count') ?? 0);
  const facts = [
    ...ending(span, mark),
    ...firstToken(attributes),
    ...retryAfter(attributes),
    ...stalls(span),
    ...slowReader(attributes),
    ...requestId(attributes),
  ];
  return { label: `attempt #${number}`, mark, facts };
}

function ending({ attributes, end }: Span, mark: Mark | undefined): Fact[] {
  const status = numberOf(attributes, 'http.response.status_code');
  if (mark === 'aborted') {
    return [fact(mark, describeAbort(attributes), 'aborted')];
  }
  if (mark === 'failed') return [failure(attributes, status)];
  if (status !== undefined) return [fact('plain', String(status))];
  return end === undefined ? [] : [fact('plain', 'ok')];
}

function failure(attributes: KnownAttributes, status: number | undefined): Fact {
  const causes = causeOf(attributes);
  const [cause] = causes;
  if (status === undefined || cause === String(status)) return fact('failed', ...causes);
  // A failure inside a stream comes after a status that said that all was well.
  if (status === 200) return fact('failed', `200, then ${cause}`, ...causes);
  return fact('failed', `${status} ${cause}`, String(status));
}

/** The API's own word first, which its documentation explains; the SDK's class where there is none. */
function causeOf(attributes: KnownAttributes): Fact['forms'] {
  const outcome = textOf(attributes, 'spanthropic.attempt.outcome');
  const type = textOf(attributes, 'error.type');
  if (textOf(attributes, 'spanthropic.stream.end') === 'truncated') {
    return ['cut off before message_stop', 'cut off'];
  }
  if (outcome === 'connection') return [describeOutcome(outcome), 'lost'];
  if (outcome === 'timeout') return [describeOutcome(outcome), 'timeout'];
  if (type !== undefined) return [type];
  if (outcome !== undefined) return [describeOutcome(outcome)];
  return [textOf(attributes, 'spanthropic.error.class') ?? 'failed'];
}

function firstToken(attributes: KnownAttributes): Fact[] {
  const seconds = numberOf(attributes, 'spanthropic.time_to_first_token');
  if (seconds === undefined) return [];
  const time = formatDuration(seconds);
  return [fact('token', `first token ${time}`, `◆ ${time}`)];
}

function retryAfter(attributes: KnownAttributes): Fact[] {
  const seconds = numberOf(attributes, 'spanthropic.retry_after');
  return seconds === undefined ? [] : [fact('plain', `retry-after ${formatRound(seconds)}`)];
}
