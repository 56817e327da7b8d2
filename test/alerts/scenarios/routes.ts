import { ok, rateLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { AFTER_SPIKE, spike } from './spikes.ts';
import { busy, during, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + hours(1);

const NEW_MODELS = [
  // Few of its calls are retried well.
  { model: 'claude-opus-5-5', share: 0.95, within: 120 },
  { model: 'claude-haiku-5', share: 0.3, within: 180 },
];

/** The same by each way into Prometheus, under its names. */
export const ROUTES_IN: readonly Scenario[] = [
  {
    ...spike('pushed every 15 s, spike to 60 %', 191, { share: 0.6, rise: 0, within: 60 }),
    route: 'otlp',
  },
  {
    ...spike('pushed every 60 s, spike to 60 %', 192, { share: 0.6, rise: 0, within: 120 }),
    route: 'otlp',
    every: 60,
  },
  {
    name: 'pushed every 60 s, new models that are limited from their first calls on',
    seed: 199,
    hours: 6,
    route: 'otlp',
    every: 60,
    callers: NEW_MODELS.map(({ model, share }) => ({
      ...busy({ span: [BEGIN, END], share, answer: (random) => rateLimited(random) }),
      model,
      perMinute: during([BEGIN, BEGIN + minutes(20)], 180, 0),
    })),
    fires: NEW_MODELS.map(({ model, within }) => ({
      alert: 'ClaudeRateLimitSpike',
      model,
      from: BEGIN,
      within,
      shownBy: 'rate_limited',
      until: BEGIN + minutes(45),
    })),
    mayFire: AFTER_SPIKE,
    // The one with the lower share joins later.
    pages: [['ClaudeRateLimitSpike'], ['ClaudeRateLimitSpike']],
  },
  {
    ...spike('by the collector, spike to 60 %', 193, { share: 0.6, rise: 0, within: 60 }),
    route: 'collector',
  },
  {
    name: 'pushed every 60 s, steady service',
    seed: 194,
    hours: 6,
    route: 'otlp',
    every: 60,
    callers: [busy({ span: [0, hours(6)], share: 0.002, answer: (random) => rateLimited(random) })],
    tempts: ['ClaudeRateLimitSpike', 'ClaudeCallsHanging'],
    fires: [],
    pages: [],
  },
  {
    name: 'pushed, slow and stalling streams',
    seed: 195,
    hours: 6,
    route: 'otlp',
    callers: [
      {
        ...busy(),
        answers: (at, random) => {
          const slow = during([BEGIN, END], true, false)(at);
          const answer = ok(random, slow ? { firstToken: 20, end: 40 } : undefined);
          return slow ? { ...answer, stalls: [{ at: 12, phase: 'first_token' }] } : answer;
        },
      },
    ],
    fires: (['ClaudeStreamStalls', 'ClaudeFirstTokenSlow'] as const).map((alert) => ({
      alert,
      model: 'claude-opus-5-5',
      from: BEGIN,
      within: minutes(25),
      until: END + minutes(45),
    })),
    pages: [],
  },
];
