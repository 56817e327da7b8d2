import { toTraces } from '../grafana/links.ts';
import { numbers, series } from '../grafana/panels.ts';
import * as waiting from '../queries/waiting.ts';
import { SECONDS } from './units.ts';

export const now = numbers({
  question: 'What waits right now?',
  reading:
    'Calls in flight; those of them asleep between two attempts, and asleep for longer than a minute; streams being read.',
  unit: 'short',
  queries: [
    { expr: waiting.active, legend: 'calls' },
    { expr: waiting.asleep, legend: 'asleep' },
    { expr: waiting.asleepLong, legend: 'asleep for long' },
    { expr: waiting.streamsOpen, legend: 'streams' },
  ],
  width: 7,
});

export const howLong = numbers({
  question: 'For how long?',
  reading:
    'The age of the oldest call in flight, and how much longer the longest sleep will last: the SDK obeys what the API asks for, be it days.',
  unit: SECONDS,
  queries: [
    { expr: waiting.oldest, legend: 'oldest call' },
    { expr: waiting.wakeIn, legend: 'longest sleep' },
  ],
  width: 6,
});

export const overTime = series({
  question: 'Does work pile up?',
  reading: 'Calls in flight, those asleep among them, and streams being read.',
  unit: 'short',
  queries: [
    { expr: waiting.active, legend: 'calls' },
    { expr: waiting.asleep, legend: 'asleep' },
    { expr: waiting.streamsOpen, legend: 'streams' },
  ],
  width: 8,
});

export const asleep = series({
  question: 'How many calls are asleep?',
  reading: 'Between two attempts, by whether the sleep is planned for over a minute.',
  unit: 'short',
  queries: [
    { expr: waiting.asleepShort, legend: 'up to a minute' },
    { expr: waiting.asleepLong, legend: 'for over a minute' },
  ],
  stacked: true,
  width: 8,
});

export const wakeUp = series({
  question: 'When will the last of them wake?',
  reading:
    'How much longer the longest sleep lasts. A point leads to traces of calls that were retried.',
  unit: SECONDS,
  queries: [{ expr: waiting.wakeInByJob, legend: '{{job}}' }],
  links: [toTraces('Traces of retried calls', { 'spanthropic.retried': 'true' })],
  width: 8,
});

export const streams = numbers({
  question: 'How many streams are open?',
  reading: 'Being read right now.',
  unit: 'short',
  queries: [{ expr: waiting.streamsOpen, legend: 'streams' }],
  width: 5,
});
