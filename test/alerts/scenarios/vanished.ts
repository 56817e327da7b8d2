import { ok, overloadedInStream, rateLimited, rejected, spendLimited } from '../model/answer.ts';
import type { Scenario, Span } from '../model/scenario.ts';
import { AFTER_SPIKE, often } from './spikes.ts';
import { busy, during, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const TROUBLE: Span = [minutes(20), minutes(80)];
const AFTER_TROUBLE = [
  'ClaudeBillingOrAuthRejected',
  'ClaudeOverloaded',
  'ClaudeCallsFailing',
  'ClaudeBackoffTime',
  'ClaudeTelemetryErrors',
  'ClaudeStreamStalls',
  'ClaudeRateLimitSpike',
];
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
    tempts: ['ClaudeCallsHanging'],
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
    tempts: ['ClaudeCallsHanging', 'ClaudeRateLimitSpike'],
    fires: [],
    pages: [],
  },
  {
    name: 'an instance vanishes in a spike to 60 %',
    seed: 93,
    hours: 6,
    instances: [{ name: 'a:9464' }, { name: 'b:9464', lives: [[0, BEGIN + minutes(5)]] }],
    callers: [
      often({
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
    tempts: ['ClaudeCallsHanging', 'ClaudeCallsFailing', 'ClaudeTelemetryAbsent'],
    fires: [],
    pages: [],
  },
  {
    // What is seen again is not new: all that was counted was counted in the morning.
    name: 'a gap of ten minutes, hours after all kinds of trouble',
    seed: 95,
    hours: 6,
    instances: [{ name: 'a:9464', gaps: [[hours(5), hours(5) + minutes(10)]] }],
    callers: [
      busy(
        // One in 160, all day: what makes it more is what is counted twice.
        { span: [0, hours(6)], share: 0.006, answer: (random) => rateLimited(random) },
        { span: TROUBLE, share: 0.1, answer: (random) => spendLimited(random) },
        { span: TROUBLE, share: 0.2, answer: (random) => rejected(random, 401) },
        { span: TROUBLE, share: 0.3, answer: (random) => overloadedInStream(random) },
        { span: TROUBLE, share: 0.5, answer: (random) => rateLimited(random) },
      ),
      {
        ...busy(),
        route: '/report',
        answers: (at, random) => {
          const stalls = during(TROUBLE, [{ at: 4, phase: 'text' as const }], [])(at);
          return { ...ok(random), stalls };
        },
      },
    ],
    telemetryErrors: [TROUBLE[0], TROUBLE[0] + 60],
    fires: [
      {
        alert: 'ClaudeSpendLimitReached',
        from: TROUBLE[0],
        within: 90,
        shownBy: 'spend_limited',
        until: TROUBLE[1] + minutes(40),
      },
    ],
    tempts: [...AFTER_TROUBLE, 'ClaudeRateLimitPressure'],
    whole: true,
    mayFire: [
      ...AFTER_TROUBLE.map((alert) => ({ alert, from: TROUBLE[0], until: hours(3) })),
      { alert: 'ClaudeRateLimitPressure', from: TROUBLE[0], until: hours(5) },
    ],
    pages: undefined,
  },
];
