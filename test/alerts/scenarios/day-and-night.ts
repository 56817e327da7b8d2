import { rateLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { busy, hours } from './traffic.ts';

const DAY = hours(24);

/** Load that swings by the hour, with the odd 429 that any busy day has. */
export const DAY_AND_NIGHT: readonly Scenario[] = [
  {
    name: 'day and night, one in five hundred limited',
    seed: 11,
    hours: 48,
    callers: [
      {
        ...busy({ span: [0, hours(48)], share: 0.002, answer: (random) => rateLimited(random) }),
        perMinute: (at) => 1 + 20 * (1 - Math.cos((2 * Math.PI * at) / DAY)),
      },
    ],
    tempts: ['ClaudeRateLimitPressure', 'ClaudeRateLimitSpike'],
    fires: [],
    pages: [],
  },
];
