import type { Setting } from './setting.ts';

/** When alerts of slow streams fire. */
export const STREAM_SETTINGS: readonly Setting[] = [
  {
    flag: 'stalls-floor',
    default: '0.05',
    unit: { kind: 'number', min: 0.001, max: 100, what: 'stalls a stream' },
    meaning: 'stalls for each stream, over 15 minutes, below which they do not matter',
    alerts: ['ClaudeStreamStalls'],
  },
  {
    flag: 'stalls-factor',
    default: '3',
    unit: { kind: 'number', min: 1.1, max: 100, what: 'times' },
    meaning: "how many times those of the model's last week",
    alerts: ['ClaudeStreamStalls'],
  },
  {
    flag: 'stalls-default',
    default: '0.28',
    unit: { kind: 'number', min: 0.001, max: 100, what: 'stalls a stream' },
    meaning: 'stalls for each stream, for models without a last week',
    alerts: ['ClaudeStreamStalls'],
  },
  {
    flag: 'stalls-streams',
    default: '20',
    unit: { kind: 'whole', min: 1, max: 100000, what: 'streams' },
    meaning: 'streams in 15 minutes without which nothing is said',
    alerts: ['ClaudeStreamStalls'],
  },
  {
    flag: 'stalls-for',
    default: '5m',
    unit: { kind: 'duration', min: '15s', max: '1h' },
    meaning: 'how long that has to go on',
    alerts: ['ClaudeStreamStalls'],
  },
  {
    flag: 'first-token-floor',
    default: '2',
    unit: { kind: 'number', min: 0.05, max: 600, what: 'seconds' },
    meaning: 'first token of one attempt in ten, over 15 minutes, below which it is not late',
    alerts: ['ClaudeFirstTokenSlow'],
  },
  {
    flag: 'first-token-factor',
    default: '3',
    unit: { kind: 'number', min: 1.1, max: 100, what: 'times' },
    meaning: "how many times that of the model's last week",
    alerts: ['ClaudeFirstTokenSlow'],
  },
  {
    flag: 'first-token-default',
    default: '15',
    unit: { kind: 'number', min: 0.1, max: 600, what: 'seconds' },
    meaning: 'the same in seconds, for models without a last week',
    alerts: ['ClaudeFirstTokenSlow'],
  },
  {
    flag: 'first-token-attempts',
    default: '20',
    unit: { kind: 'whole', min: 1, max: 100000, what: 'attempts' },
    meaning: 'first tokens in 15 minutes without which nothing is said',
    alerts: ['ClaudeFirstTokenSlow'],
  },
  {
    flag: 'first-token-for',
    default: '5m',
    unit: { kind: 'duration', min: '15s', max: '1h' },
    meaning: 'how long that has to go on',
    alerts: ['ClaudeFirstTokenSlow'],
  },
];
