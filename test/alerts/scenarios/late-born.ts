import { rateLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { busy, during, hours, minutes } from './traffic.ts';

const END = hours(6);

/** Routes, models and instances that were not there before. */
export const LATE_BORN: readonly Scenario[] = [
  {
    name: 'new routes, models and instances',
    seed: 31,
    hours: 6,
    instances: [
      { name: 'a:9464' },
      { name: 'b:9464' },
      { name: 'c:9464', lives: [[hours(3), Number.POSITIVE_INFINITY]] },
    ],
    callers: [
      busy(),
      { ...busy(), route: '/new', perMinute: during([hours(2), END], 90, 0) },
      { ...busy(), model: 'claude-haiku-5', perMinute: during([hours(4), END], 120, 0) },
    ],
    tempts: ['ClaudeRateLimitSpike'],
    fires: [],
    pages: [],
  },
  {
    name: 'a new route, limited from its first call on',
    seed: 32,
    hours: 6,
    callers: [
      busy(),
      {
        ...busy({ span: [0, END], share: 0.9, answer: (random) => rateLimited(random) }),
        model: 'claude-haiku-5',
        route: '/new',
        perMinute: during([hours(3), hours(3) + minutes(10)], 90, 0),
      },
    ],
    fires: [
      {
        alert: 'ClaudeRateLimitSpike',
        model: 'claude-haiku-5',
        from: hours(3),
        within: 60,
        shownBy: 'rate_limited',
        until: hours(3) + minutes(30),
      },
    ],
    mayFire: [{ alert: 'ClaudeCallsFailing', from: hours(3), until: hours(4) }],
    pages: [['ClaudeRateLimitSpike']],
  },
];
