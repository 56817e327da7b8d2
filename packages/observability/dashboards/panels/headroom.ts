import { bars, numbers, series } from '../grafana/panels.ts';
import { table } from '../grafana/table.ts';
import * as limits from '../queries/limits.ts';
import { SECONDS } from './units.ts';

const LEGEND = '{{gen_ai_request_model}} {{spanthropic_rate_limit_type}} ({{spanthropic_method}})';
const COLOURS = [
  { value: null, color: 'red' },
  { value: 0.1, color: 'orange' },
  { value: 0.3, color: 'green' },
];
const NONE = 'No limit is known: no call in five minutes, or a gateway takes the headers away';

export const tightest = numbers({
  question: 'How close is the tightest limit?',
  reading:
    'What is left of it, as the newest response says; readings over five minutes old are left out.',
  unit: 'percentunit',
  queries: [{ expr: limits.leftOfTightest, legend: 'left' }],
  thresholds: COLOURS,
  none: NONE,
  width: 6,
});

export const now = bars({
  question: 'How much is left of each limit?',
  reading: 'By model, type and method, as the newest response of any instance says.',
  unit: 'percentunit',
  queries: [{ expr: limits.leftOfEach, legend: LEGEND }],
  thresholds: COLOURS,
  max: 1,
  none: NONE,
  width: 12,
});

export const overTime = series({
  question: 'Is it running out?',
  reading:
    'What is left of each limit. A saw-tooth that always recovers is calm: limits fill up again all the time.',
  unit: 'percentunit',
  queries: [{ expr: limits.leftOfEach, legend: LEGEND }],
  max: 1,
  none: NONE,
  width: 12,
});

export const all = table({
  question: 'What do the limits say?',
  reading: 'The numbers themselves, as the newest response of any instance says.',
  columns: [
    { expr: limits.limit, legend: 'limit', unit: 'short' },
    { expr: limits.remaining, legend: 'left', unit: 'short' },
    { expr: limits.resetIn, legend: 'whole again in', unit: SECONDS },
    { expr: limits.age, legend: 'said ago', unit: SECONDS },
  ],
  labels: {
    job: 'job',
    spanthropic_client_name: 'client',
    gen_ai_request_model: 'model',
    spanthropic_method: 'method',
    spanthropic_rate_limit_type: 'type',
  },
  none: NONE,
  width: 24,
});
