import { rateLimited } from '../model/answer.ts';
import type { Scenario, Span } from '../model/scenario.ts';
import { AFTER_SPIKE } from './spikes.ts';
import { busy, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const GAPS: readonly Span[] = [
  [hours(1), hours(1) + minutes(1)],
  [hours(2), hours(2) + minutes(4)],
  [hours(4), hours(4) + minutes(10)],
];

/** What Prometheus does not see. */
export const VANISHED: readonly Scenario[] = [
  {
    name: 'an instance vanishes',
    seed: 91,
    hours: 6,
    instances: [{ name: 'a:9464' }, { name: 'b:9464', lives: [[0, BEGIN]] }],
    callers: [busy()],
    fires: [],
    pages: [],
  },
  {
    name: 'an instance that pushes vanishes',
    seed: 92,
    hours: 6,
    route: 'otlp',
    instances: [{ name: 'a' }, { name: 'b', lives: [[0, BEGIN]] }],
    callers: [busy()],
    fires: [],
    pages: [],
  },
  {
    name: 'an instance vanishes in a spike to 60 %',
    seed: 93,
    hours: 6,
    instances: [{ name: 'a:9464' }, { name: 'b:9464', lives: [[0, BEGIN + minutes(5)]] }],
    callers: [
      busy({
        span: [BEGIN, BEGIN + minutes(25)],
        share: 0.6,
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
        until: BEGIN + minutes(50),
      },
    ],
    mayFire: AFTER_SPIKE,
    pages: [['ClaudeRateLimitSpike']],
  },
  {
    name: 'gaps in scraping, of one, four and ten minutes',
    seed: 94,
    hours: 6,
    instances: [
      { name: 'a:9464', gaps: GAPS },
      { name: 'b:9464', gaps: GAPS },
    ],
    callers: [busy()],
    fires: [],
    pages: [],
  },
];
