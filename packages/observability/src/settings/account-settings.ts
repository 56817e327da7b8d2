import type { Setting } from './setting.ts';

/** When alerts of what the account is refused fire. */
export const ACCOUNT_SETTINGS: readonly Setting[] = [
  {
    flag: 'spend-limit-calls',
    default: '1',
    unit: { kind: 'whole', min: 1, max: 100000, what: 'calls' },
    meaning: 'calls that a spend limit refuses in 5 minutes',
    alerts: ['ClaudeSpendLimitReached'],
  },
  {
    flag: 'auth-share',
    default: '0.1',
    unit: { kind: 'share', min: 0.001, max: 1 },
    meaning: 'share of attempts answered 401, 402 or 403, over 5 minutes',
    alerts: ['ClaudeBillingOrAuthRejected'],
  },
  {
    flag: 'auth-for',
    default: '8m',
    unit: { kind: 'duration', min: '1m', max: '1h' },
    meaning: 'how long that has to go on',
    alerts: ['ClaudeBillingOrAuthRejected'],
  },
  {
    flag: 'rejected-share',
    default: '0.9',
    unit: { kind: 'share', min: 0.1, max: 1 },
    meaning: 'share of calls that the API rejects, over 5 minutes',
    alerts: ['ClaudeRequestsRejected'],
  },
  {
    flag: 'rejected-floor',
    default: '5',
    unit: { kind: 'whole', min: 1, max: 100000, what: 'calls' },
    meaning: 'rejected calls in 5 minutes without which it may be one caller',
    alerts: ['ClaudeRequestsRejected'],
  },
  {
    flag: 'rejected-for',
    default: '6m',
    unit: { kind: 'duration', min: '1m', max: '1h' },
    meaning: 'how long that has to go on',
    alerts: ['ClaudeRequestsRejected'],
  },
];
