import { ofSeries, toTraces } from '../grafana/links.ts';
import { bars, numbers, series } from '../grafana/panels.ts';
import * as streams from '../queries/streams.ts';
import { PER_MINUTE } from './units.ts';

export const completed = numbers({
  question: 'Do streams come to their end?',
  reading: 'The share of streams in this time range that completed.',
  unit: 'percentunit',
  queries: [{ expr: streams.completed, legend: 'completed' }],
  none: 'No streams',
  width: 6,
});

export const stalls = numbers({
  question: 'How often did a stream fall silent?',
  reading: 'In this time range, for 10 s (the option `stallAfter`) while your code waited for it.',
  unit: 'short',
  queries: [{ expr: streams.stallsInRange, legend: 'stalls' }],
  thresholds: [
    { value: null, color: 'green' },
    { value: 1, color: 'orange' },
  ],
  none: 'No calls',
  width: 6,
});

export const stallsByPhase = series({
  question: 'What is being waited for when a stream falls silent?',
  reading:
    'Stalls in each minute, by what had to come next. `headers` and `first_token`: Claude has not begun. A point leads to traces of streams.',
  unit: PER_MINUTE,
  queries: [{ expr: streams.stallsByPhase, legend: '{{job}}: {{spanthropic_stall_phase}}' }],
  links: [toTraces('Traces of streams', { 'gen_ai.request.stream': 'true' })],
  stacked: true,
  none: 'No stream falls silent',
  width: 12,
});

export const stallsByModel = series({
  question: 'Which model falls silent?',
  reading: 'Stalls in each minute. A point leads to the traces of the model.',
  unit: PER_MINUTE,
  queries: [{ expr: streams.stallsByModel, legend: '{{job}}: {{gen_ai_request_model}}' }],
  links: [
    toTraces('Traces of this model', { 'gen_ai.request.model': ofSeries('gen_ai_request_model') }),
  ],
  stacked: true,
  none: 'No stream falls silent',
  width: 12,
});

export const ends = series({
  question: 'How do streams end?',
  reading: 'Streams that end in each minute, by how they end. A point leads to the traces.',
  unit: PER_MINUTE,
  queries: [{ expr: streams.endsByEnd, legend: '{{job}}: {{spanthropic_stream_end}}' }],
  links: [
    toTraces('Traces of such streams', {
      'spanthropic.stream.end': ofSeries('spanthropic_stream_end'),
    }),
  ],
  stacked: true,
  none: 'No stream ended',
  width: 12,
});

export const endsInRange = bars({
  question: 'How many ended in which way?',
  reading:
    'In this time range. Truncated: without the last event; abandoned: your code stopped reading without closing it.',
  unit: 'short',
  queries: [{ expr: streams.endsInRange, legend: '{{spanthropic_stream_end}}' }],
  none: 'No stream ended',
  width: 12,
});
