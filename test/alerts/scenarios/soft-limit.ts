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
    fires: [],
    mayFire: [{ alert: 'ClaudeRateLimitPressure', from: hours(2), until: hours(6) }],
    pages: [],
  },
  {
    name: 'hours of a soft limit at 5 %',
    seed: 52,
    hours: 12,
    callers: [
      busy({ span: [hours(2), hours(10)], share: 0.05, answer: (random) => rateLimited(random) }),
    ],
    fires: [
      {
        alert: 'ClaudeRateLimitPressure',
        model: 'claude-opus-5-5',
        from: hours(2),
        within: hours(4),
        shownBy: 'rate_limited',
        until: hours(12),
      },
    ],
    pages: [],
  },
];
