import { ofSeries, toTraces } from '../grafana/links.ts';
import { numbers, series } from '../grafana/panels.ts';
import * as calls from '../queries/calls.ts';
import * as limits from '../queries/limits.ts';
import { PER_MINUTE } from './units.ts';

export const inRange = numbers({
  question: 'How often were we limited?',
  reading: 'Attempts in this time range that the API answered with 429.',
  unit: 'short',
  queries: [{ expr: limits.attemptsInRange, legend: '429' }],
  thresholds: [
    { value: null, color: 'green' },
    { value: 1, color: 'orange' },
  ],
  none: 'No attempts',
  width: 6,
});

export const byModel = series({
  question: 'Which models are limited?',
  reading:
    'Attempts answered 429 in each minute. A spend limit is only known from the last attempt of a call: those before it count as rate limited. A point leads to the traces.',
  unit: PER_MINUTE,
  queries: [
    { expr: limits.rateLimitedByModel, legend: '{{job}}: {{gen_ai_request_model}}' },
    {
      expr: limits.spendLimitedByModel,
      legend: '{{job}}: {{gen_ai_request_model}}, spend limit',
    },
  ],
  links: [
    toTraces('Traces of limited attempts', { 'http.response.status_code': '429' }),
    toTraces('Traces of this model', { 'gen_ai.request.model': ofSeries('gen_ai_request_model') }),
  ],
  stacked: true,
  none: 'No attempt is limited',
  width: 12,
});

export const share = series({
  question: 'What share of attempts is limited?',
  reading: 'Of all attempts of a model that end, those answered with 429.',
  unit: 'percentunit',
  queries: [{ expr: limits.limitedShare, legend: '{{gen_ai_request_model}}' }],
  max: 1,
  none: 'No attempts',
  width: 12,
});

export const reaching = series({
  question: 'Do retries hide it from users?',
  reading:
    'Calls in each minute that a retry saved, and calls that failed on a limit after all their retries. A point leads to traces of retried calls.',
  unit: PER_MINUTE,
  queries: [
    { expr: calls.savedByRetry, legend: '{{job}}: saved by a retry' },
    { expr: calls.lostToLimits, legend: '{{job}}: failed on a limit' },
  ],
  links: [toTraces('Traces of retried calls', { 'spanthropic.retried': 'true' })],
  none: 'No calls',
  width: 12,
});

export const nested = series({
  question: 'Does the application retry on top of the SDK?',
  reading:
    'Calls in each minute that send again what the SDK has just given up on: each of them multiplies the load on a limit. A point leads to the traces.',
  unit: PER_MINUTE,
  queries: [{ expr: calls.nested, legend: '{{job}}' }],
  links: [toTraces('Traces of these calls', { 'spanthropic.retry.nested': 'true' })],
  none: 'No: no call is sent again',
  width: 12,
});
