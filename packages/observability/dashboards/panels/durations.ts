import { toTraces } from '../grafana/links.ts';
import { numbers, series, spread } from '../grafana/panels.ts';
import type { Query } from '../grafana/query.ts';
import * as durations from '../queries/durations.ts';
import * as spans from '../queries/spans.ts';
import { SECONDS } from './units.ts';

/** Half, 95 and 99 of 100. */
const shares = (
  quantile: (share: number) => string,
  more: Pick<Query, 'exemplar'> = {},
): Query[] => [
  { expr: quantile(0.5), legend: 'half within', ...more },
  { expr: quantile(0.95), legend: '95 % within' },
  { expr: quantile(0.99), legend: '99 % within' },
];

export const firstToken = series({
  question: 'How long until the first token?',
  reading:
    'Of streams, from the start of the attempt that brought it, so that retries are no slowness.',
  unit: SECONDS,
  queries: shares(durations.firstToken),
  none: 'No first token',
  width: 12,
});

export const firstTokenNow = numbers({
  question: 'How late are first tokens, all in all?',
  reading: '95 of 100 came within this time, in the whole time range.',
  unit: SECONDS,
  queries: [{ expr: durations.firstTokenInRange, legend: '95 % within' }],
  none: 'No first token',
  width: 6,
});

export const firstTokenByModel = series({
  question: 'Which model is slow to begin?',
  reading: '95 of 100 first tokens come within this time. A point leads to the traces of its job.',
  unit: SECONDS,
  queries: [{ expr: durations.firstTokenByModel, legend: '{{job}}: {{gen_ai_request_model}}' }],
  links: [toTraces('Traces of streams', { 'gen_ai.request.stream': 'true' })],
  none: 'No first token',
  width: 12,
});

export const firstTokenSpread = spread({
  question: 'Are all first tokens late, or only some?',
  reading: 'How many first tokens came within which time: two bands are two kinds of calls.',
  unit: SECONDS,
  queries: [{ expr: durations.firstTokenBuckets, legend: '{{le}}' }],
  none: 'No first token',
  width: 12,
});

export const answer = series({
  question: 'How long does an answer take?',
  reading:
    'From sending the attempt that succeeded to reading the last of its answer. What came before it, attempts that failed and the sleep after them, is in the traces.',
  unit: SECONDS,
  queries: shares(durations.answer),
  none: 'No answer',
  width: 12,
});

export const slowCalls = series({
  question: 'Which calls are slow?',
  reading:
    'Whole calls, with their retries and the sleep between: each dot is a call and leads to its trace. Of the spans that the collector counts.',
  unit: SECONDS,
  queries: shares(spans.calls, { exemplar: true }),
  none: 'No spans are counted',
  width: 12,
});

export const limitedAttempts = series({
  question: 'Which attempts were limited?',
  reading:
    'How long the API took to refuse 95 of 100 of them: each dot is an attempt and leads to its trace. Of the spans that the collector counts.',
  unit: SECONDS,
  queries: [{ expr: spans.limitedAttempts, legend: '95 % within', exemplar: true }],
  none: 'No limited attempt is counted',
  width: 12,
});

export const streams = series({
  question: 'How long do streams last?',
  reading: 'Those that completed, from response headers to the end.',
  unit: SECONDS,
  queries: shares(durations.stream),
  none: 'No stream completed',
  width: 12,
});
