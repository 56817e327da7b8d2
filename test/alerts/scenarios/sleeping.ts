import { type Answer, rateLimited, serverError } from '../model/answer.ts';
import type { Random } from '../model/random.ts';
import type { Scenario } from '../model/scenario.ts';
import { answers, busy, hours, minutes } from './traffic.ts';

const BEGIN = hours(2);
const END = BEGIN + hours(2);

const reset = (random: Random): Answer => ({
  outcome: 'connection',
  headers: 0.2,
  end: random.around(0.2),
  retried: true,
});

/** Calls between two attempts. */
export const SLEEPING: readonly Scenario[] = [
  {
    name: 'many short sleeps',
    seed: 151,
    hours: 6,
    callers: [
      {
        ...busy({ span: [BEGIN, END], share: 0.08, answer: reset }),
        perMinute: () => 200,
        stream: false,
      },
    ],
    fires: [],
    pages: [],
  },
  {
    name: 'sleeps of 30 s between attempts that fail',
    seed: 152,
    hours: 6,
    callers: [
      busy({
        span: [BEGIN, END],
        share: 0.07,
        answer: (random) => ({ ...serverError(random), retryAfter: 30 }),
      }),
    ],
    fires: [
      {
        alert: 'ClaudeBackoffTime',
        from: BEGIN,
        within: minutes(45),
        until: END + minutes(45),
      },
    ],
    pages: [],
  },
  {
    name: 'calls asleep for two hours',
    seed: 153,
    hours: 6,
    callers: [
      busy(),
      {
        model: 'claude-haiku-5',
        route: '/report',
        at: [0, 1, 2, 3].map((quarter) => BEGIN + minutes(15) * quarter),
        answers: answers(undefined, {
          span: [BEGIN, BEGIN + hours(1)],
          share: 1,
          answer: (random) => rateLimited(random, hours(2)),
        }),
      },
    ],
    fires: [
      {
        alert: 'ClaudeCallsAsleep',
        from: BEGIN,
        within: minutes(5),
        until: BEGIN + hours(3),
      },
    ],
    mayFire: [{ alert: 'ClaudeBackoffTime', from: BEGIN, until: BEGIN + hours(4), silenced: true }],
    pages: [],
  },
];
