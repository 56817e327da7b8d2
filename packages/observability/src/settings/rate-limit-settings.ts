import type { Setting } from './setting.ts';

/** When alerts of rate limits fire. */
export const RATE_LIMIT_SETTINGS: readonly Setting[] = [
  {
    flag: 'spike-share',
    default: '0.4',
    unit: { kind: 'share', min: 0.05, max: 1 },
    meaning: 'share of attempts answered 429, over 45 seconds, of a sudden spike',
    alerts: ['ClaudeRateLimitSpike'],
  },
  {
    flag: 'spike-push-share',
    default: '0.5',
    unit: { kind: 'share', min: 0.05, max: 1 },
    meaning: 'the same over a minute, where metrics are pushed once a minute',
    alerts: ['ClaudeRateLimitSpike'],
  },
  {
    flag: 'spike-slow-share',
    default: '0.1',
    unit: { kind: 'share', min: 0.01, max: 1 },
    meaning: 'share of attempts answered 429 in each of three minutes',
    alerts: ['ClaudeRateLimitSpike'],
  },
  {
    flag: 'spike-floor',
    default: '10',
    unit: { kind: 'whole', min: 1, max: 100000, what: 'attempts' },
    meaning: 'attempts answered 429 without which it is no spike',
    alerts: ['ClaudeRateLimitSpike'],
  },
  {
    flag: 'pressure-share',
    default: '0.01',
    unit: { kind: 'share', min: 0.001, max: 1 },
    meaning: 'share of attempts answered 429, over 3 hours',
    alerts: ['ClaudeRateLimitPressure'],
  },
  {
    flag: 'pressure-windows',
    default: '18',
    unit: { kind: 'whole', min: 1, max: 36, what: 'windows' },
    meaning: 'of the 36 windows of 5 minutes in these 3 hours, how many have to have a 429',
    alerts: ['ClaudeRateLimitPressure'],
  },
  {
    flag: 'headroom-share',
    default: '0.3',
    unit: { kind: 'share', min: 0.01, max: 1 },
    meaning: 'share of a limit that is left, while its trend leads to zero before its reset',
    alerts: ['ClaudeRateLimitHeadroomLow'],
  },
  {
    flag: 'headroom-for',
    default: '3m',
    unit: { kind: 'duration', min: '15s', max: '1h' },
    meaning: 'how long that has to go on',
    alerts: ['ClaudeRateLimitHeadroomLow'],
  },
];
