import { rateLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { AFTER_SPIKE, often } from './spikes.ts';
import { hours, minutes } from './traffic.ts';

const BEGIN = hours(3);

/** A limit that comes and goes is one incident, and one page. */
export const FLAPPING: readonly Scenario[] = [
  {
    name: 'flapping, two minutes at 60 % in five, for an hour',
    seed: 81,
    hours: 6,
    instances: [{ name: 'a:9464' }, { name: 'b:9464' }],
    callers: [
      often({
        span: [BEGIN, BEGIN + hours(1)],
        share: (at) => ((at - BEGIN) % minutes(5) < minutes(2) ? 0.6 : 0),
        answer: (random) => rateLimited(random),
      }),
    ],
    fires: [
      {
        alert: 'ClaudeRateLimitSpike',
        model: 'claude-opus-5-5',
        from: BEGIN,
        within: 60,
        shownBy: 'rate_limited',
        until: BEGIN + minutes(85),
      },
    ],
    mayFire: AFTER_SPIKE,
    pages: [['ClaudeRateLimitSpike']],
  },
];
