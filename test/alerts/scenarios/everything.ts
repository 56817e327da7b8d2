import { overloaded, rateLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { busy, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + minutes(30);

/** All at once, and one page. */
export const EVERYTHING: readonly Scenario[] = [
  {
    name: 'all at once, limits, overload, a deploy, and telemetry that fails',
    seed: 201,
    hours: 6,
    instances: [
      {
        name: 'a:9464',
        lives: [
          [0, BEGIN + minutes(10)],
          [BEGIN + minutes(11), Number.POSITIVE_INFINITY],
        ],
      },
      { name: 'b:9464', gaps: [[BEGIN + minutes(15), BEGIN + minutes(17)]] },
    ],
    callers: [
      busy(
        { span: [BEGIN, END], share: 0.6, answer: (random) => rateLimited(random) },
        { span: [BEGIN, END], share: 0.5, answer: (random) => overloaded(random) },
      ),
      { ...busy(), model: 'claude-haiku-5', route: '/title' },
    ],
    telemetryErrors: [BEGIN, BEGIN + 60, BEGIN + 120, BEGIN + 180],
    fires: [
      {
        alert: 'ClaudeRateLimitSpike',
        model: 'claude-opus-5-5',
        from: BEGIN,
        within: 60,
        shownBy: 'rate_limited',
        until: END + minutes(25),
      },
      {
        alert: 'ClaudeTelemetryErrors',
        from: BEGIN,
        within: minutes(10),
        until: BEGIN + minutes(60),
      },
    ],
    mayFire: [
      'ClaudeOverloaded',
      'ClaudeCallsFailing',
      'ClaudeBackoffTime',
      'ClaudeRateLimitPressure',
    ].map((alert) => ({ alert, from: BEGIN, until: hours(6) })),
    // Of all calls, one in sixteen fails of the overload.
    pages: [['ClaudeRateLimitSpike']],
  },
];
