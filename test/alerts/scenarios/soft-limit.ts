import { rateLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { busy, hours, minutes } from './traffic.ts';

/** A limit that is touched, again and again, and that retries hide. */
export const SOFT_LIMIT: readonly Scenario[] = [
  {
    name: 'an hour of a soft limit at 3 %',
    seed: 51,
    hours: 6,
    callers: [
      busy({ span: [hours(2), hours(3)], share: 0.03, answer: (random) => rateLimited(random) }),
    ],
    tempts: ['ClaudeRateLimitSpike'],
    fires: [],
    mayFire: [{ alert: 'ClaudeRateLimitPressure', from: hours(2), until: hours(6) }],
    pages: [],
  },
  {
    // At 5 % for the first 22 of each 50 minutes: all that while it is one trouble. And 1.6 % of another model all the time.
    name: 'hours of a soft limit, at 5 % and at 1.6 %',
    seed: 52,
    hours: 12,
    callers: [
      busy({
        span: [hours(2), hours(10)],
        share: (at) => ((at - hours(2)) % minutes(50) < minutes(22) ? 0.05 : 0),
        answer: (random) => rateLimited(random, 60),
      }),
      {
        ...busy({
          span: [hours(2), hours(10)],
          share: 0.016,
          answer: (random) => rateLimited(random),
        }),
        model: 'claude-haiku-5',
      },
    ],
    fires: [
      { model: 'claude-opus-5-5', within: hours(3) },
      { model: 'claude-haiku-5', within: hours(2.6) },
    ].map(({ model, within }) => ({
      alert: 'ClaudeRateLimitPressure',
      model,
      from: hours(2),
      within,
      shownBy: 'rate_limited',
      until: hours(12),
    })),
    mayFire: [{ alert: 'ClaudeBackoffTime', from: hours(2), until: hours(10.5), silenced: true }],
    pages: [],
  },
];
