import { ofSeries, toTraces } from '../grafana/links.ts';
import { numbers, series } from '../grafana/panels.ts';
import * as limits from '../queries/limits.ts';
import { SECONDS } from './units.ts';

export const lost = numbers({
  question: 'How much time was lost asleep?',
  reading: 'In this time range, by all calls together, between two attempts.',
  unit: SECONDS,
  queries: [{ expr: limits.sleptInRange, legend: 'asleep' }],
  none: 'None',
  width: 6,
});

export const byCause = series({
  question: 'What is the time lost to?',
  reading:
    'Seconds slept for each second that passes (of sleeps that have ended), which is how many calls are asleep on average; by what the attempt before failed with. A point leads to traces of such attempts.',
  unit: 'short',
  queries: [{ expr: limits.sleptByCause, legend: '{{job}}: {{spanthropic_attempt_outcome}}' }],
  links: [
    toTraces('Traces of such attempts', {
      'spanthropic.attempt.outcome': ofSeries('spanthropic_attempt_outcome'),
    }),
  ],
  stacked: true,
  none: 'No time is lost',
  width: 12,
});

export const length = series({
  question: 'How long is one sleep, and who says so?',
  reading:
    '95 of 100 sleeps last no longer, by what set their length: a header of the API (retry-after), or the SDK itself (default).',
  unit: SECONDS,
  queries: [{ expr: limits.backoffBySource, legend: '{{spanthropic_backoff_source}}' }],
  none: 'No call sleeps',
  width: 8,
});
