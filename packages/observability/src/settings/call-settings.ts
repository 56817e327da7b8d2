import type { Setting } from './setting.ts';

/** When alerts of calls that fail, hang or sleep fire. */
export const CALL_SETTINGS: readonly Setting[] = [
  {
    flag: 'objective',
    default: '0.995',
    // Below, a burn rate of 14.4 would be more than all calls.
    unit: { kind: 'share', min: 0.95, max: 0.9999 },
    meaning: 'the share of calls that has to succeed; the rest is the error budget',
    alerts: ['ClaudeCallsFailing'],
  },
  {
    flag: 'failing-floor',
    default: '5',
    unit: { kind: 'whole', min: 1, max: 100000, what: 'calls' },
    meaning: 'failed calls without which nobody is woken up',
    alerts: ['ClaudeCallsFailing', 'ClaudeOverloaded'],
  },
  {
    flag: 'overloaded-share',
    default: '0.05',
    unit: { kind: 'share', min: 0.001, max: 1 },
    meaning: 'share of attempts answered 529, over 5 minutes',
    alerts: ['ClaudeOverloaded'],
  },
  {
    flag: 'overloaded-floor',
    default: '10',
    unit: { kind: 'whole', min: 1, max: 100000, what: 'attempts' },
    meaning: 'attempts answered 529 in 5 minutes without which it is no overload',
    alerts: ['ClaudeOverloaded'],
  },
  {
    flag: 'overloaded-for',
    default: '5m',
    unit: { kind: 'duration', min: '15s', max: '1h' },
    meaning: 'how long they have to go on, for the ticket',
    alerts: ['ClaudeOverloaded'],
  },
  {
    flag: 'overloaded-calls-share',
    default: '0.12',
    unit: { kind: 'share', min: 0.001, max: 1 },
    meaning: 'share of calls that fail of 529, over 5 minutes, for the page',
    alerts: ['ClaudeOverloaded'],
  },
  {
    flag: 'hang-age',
    default: '300',
    unit: { kind: 'number', min: 30, max: 86400, what: 'seconds' },
    meaning: 'age of a call that makes no progress, for models without a last week',
    alerts: ['ClaudeCallsHanging'],
  },
  {
    flag: 'hang-factor',
    default: '3',
    unit: { kind: 'number', min: 1.1, max: 100, what: 'times' },
    meaning:
      "how much older than in the model's last week a call has to be, whatever moves besides",
    alerts: ['ClaudeCallsHanging'],
  },
  {
    flag: 'hang-default',
    default: '2400',
    unit: { kind: 'number', min: 60, max: 86400, what: 'seconds' },
    meaning: 'the same for models without a last week',
    alerts: ['ClaudeCallsHanging'],
  },
  {
    flag: 'hang-floor',
    default: '900',
    unit: { kind: 'number', min: 60, max: 86400, what: 'seconds' },
    meaning: 'age below which no call is old for its model',
    alerts: ['ClaudeCallsHanging'],
  },
  {
    flag: 'backoff-share',
    default: '0.1',
    unit: { kind: 'share', min: 0.01, max: 1 },
    meaning: 'share of active calls that is asleep, over 30 minutes',
    alerts: ['ClaudeBackoffTime'],
  },
  {
    flag: 'backoff-floor',
    default: '0.2',
    unit: { kind: 'number', min: 0, max: 100000, what: 'calls' },
    meaning: 'calls asleep, on the average of 30 minutes, without which it does not matter',
    alerts: ['ClaudeBackoffTime'],
  },
  {
    flag: 'backoff-for',
    default: '5m',
    unit: { kind: 'duration', min: '15s', max: '1h' },
    meaning: 'how long that has to go on',
    alerts: ['ClaudeBackoffTime'],
  },
  {
    flag: 'asleep-calls',
    default: '1',
    unit: { kind: 'whole', min: 1, max: 100000, what: 'calls' },
    meaning: 'calls asleep in a backoff planned for over a minute',
    alerts: ['ClaudeCallsAsleep'],
  },
  {
    flag: 'asleep-for',
    default: '1m',
    unit: { kind: 'duration', min: '15s', max: '1h' },
    meaning: 'how long they have to be',
    alerts: ['ClaudeCallsAsleep'],
  },
  {
    flag: 'keep-firing',
    default: '10m',
    // Not shorter: ClaudeCallsFailing lasts up to 7 minutes longer than what calls fail of, and would page then.
    unit: { kind: 'duration', min: '7m', max: '1h' },
    meaning:
      'how long pages go on firing when all is well again: what follows from them is silent as long',
    alerts: [
      'ClaudeSpendLimitReached',
      'ClaudeBillingOrAuthRejected',
      'ClaudeRequestsRejected',
      'ClaudeRateLimitSpike',
      'ClaudeOverloaded',
      'ClaudeCallsHanging',
    ],
  },
];
