import { ofSeries, toTraces } from '../grafana/links.ts';
import { numbers, series } from '../grafana/panels.ts';
import * as calls from '../queries/calls.ts';
import { PER_MINUTE } from './units.ts';

const OUTCOME = '{{spanthropic_call_outcome}}';

export const served = numbers({
  question: 'Are users served?',
  reading:
    'The share of calls in this time range that ended well, after all their retries. Calls that were aborted, or refused for what they asked, are left out, as in the alerts.',
  unit: 'percentunit',
  queries: [{ expr: calls.served, legend: 'ended well' }],
  thresholds: [
    { value: null, color: 'red' },
    { value: 0.99, color: 'orange' },
    { value: 0.995, color: 'green' },
  ],
  none: 'No calls',
  width: 5,
});

export const howMany = numbers({
  question: 'How many calls were there, and how many failed?',
  reading: 'In this time range; failed after all their retries.',
  unit: 'short',
  queries: [
    { expr: calls.ended, legend: 'ended' },
    { expr: calls.failed, legend: 'failed' },
  ],
  none: 'No calls',
  width: 6,
});

export const outcomes = series({
  question: 'How do calls end?',
  reading: 'Calls that end in each minute, by how they end.',
  unit: PER_MINUTE,
  queries: [{ expr: calls.endedByOutcome, legend: OUTCOME }],
  stacked: true,
  none: 'No calls',
  width: 12,
});

export const causes = series({
  question: 'Why do calls fail?',
  reading: 'Calls that fail in each minute, by cause. A point leads to their traces.',
  unit: PER_MINUTE,
  queries: [{ expr: calls.failedByCause, legend: `{{job}}: ${OUTCOME}` }],
  links: [
    toTraces('Traces of these calls', {
      'spanthropic.call.outcome': ofSeries('spanthropic_call_outcome'),
    }),
  ],
  stacked: true,
  none: 'No call fails',
  width: 12,
});

export const retried = series({
  question: 'How many calls need a retry?',
  reading:
    'The share of calls that the SDK retried, whether that helped or not. It rises before users notice.',
  unit: 'percentunit',
  queries: [{ expr: calls.retried, legend: 'retried' }],
  max: 1,
  none: 'No calls',
  width: 8,
});
