import { ok, rateLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { busy, hours, minutes } from './traffic.ts';

const PAIRS = [0, 1, 2, 3, 4].map((hour) => hours(hour) + minutes(20));

/** Shares of next to nothing. */
export const ONE_LIMITED: readonly Scenario[] = [
  {
    name: 'one 429 among two calls',
    seed: 41,
    hours: 6,
    callers: [
      {
        model: 'claude-opus-5-5',
        at: PAIRS.flatMap((at) => [at, at + 20]),
        answers: (at, random) => (PAIRS.includes(at) ? rateLimited(random) : ok(random)),
      },
    ],
    tempts: ['ClaudeRateLimitSpike', 'ClaudeCallsFailing'],
    fires: [],
    pages: [],
  },
  {
    name: 'three calls a minute, one in six limited for five minutes',
    seed: 42,
    hours: 6,
    callers: [
      {
        ...busy({
          span: [hours(3), hours(3) + minutes(5)],
          share: 1 / 6,
          answer: (random) => rateLimited(random),
        }),
        perMinute: () => 3,
      },
    ],
    tempts: ['ClaudeRateLimitSpike'],
    fires: [],
    pages: [],
  },
];
