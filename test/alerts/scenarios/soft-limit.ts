import { rateLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { busy, hours } from './traffic.ts';

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
    name: 'hours of a soft limit, at 5 % and at 1.6 %',
    seed: 52,
    hours: 12,
    callers: [
      busy({ span: [hours(2), hours(10)], share: 0.05, answer: (random) => rateLimited(random) }),
      {
        ...busy({
          span: [hours(2), hours(10)],
          share: 0.016,
          answer: (random) => rateLimited(random),
        }),
        model: 'claude-haiku-5',
      },
    ],
    fires: ['claude-opus-5-5', 'claude-haiku-5'].map((model) => ({
      alert: 'ClaudeRateLimitPressure',
      model,
      from: hours(2),
      within: hours(2.75),
      shownBy: 'rate_limited',
      until: hours(12),
    })),
    pages: [],
  },
];
