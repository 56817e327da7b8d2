import { type Answer, rateLimited, serverError } from '../model/answer.ts';
import type { Random } from '../model/random.ts';
import type { Scenario } from '../model/scenario.ts';
import { answers, busy, each, hours, minutes } from './traffic.ts';

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
    tempts: ['ClaudeBackoffTime', 'ClaudeCallsAsleep'],
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
        share: 0.037,
        answer: (random) => ({ ...serverError(random), retryAfter: 30 }),
      }),
    ],
    fires: [
      {
        alert: 'ClaudeBackoffTime',
        from: BEGIN,
        within: minutes(50),
        until: END + minutes(45),
        // Not far above its threshold.
        steadily: false,
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
  {
    name: 'each of few calls sleeps 30 s',
    seed: 154,
    hours: 6,
    callers: [
      {
        model: 'claude-opus-5-5',
        at: each(100, [0, hours(6)]),
        answers: answers(undefined, {
          span: [BEGIN, END],
          // Once each, as the second attempt is sent half a minute later.
          share: (at) => (at % 100 < 1 ? 1 : 0),
          answer: (random) => ({ ...serverError(random), retryAfter: 30 }),
        }),
      },
    ],
    fires: [
      {
        alert: 'ClaudeBackoffTime',
        from: BEGIN,
        within: minutes(50),
        until: END + minutes(60),
      },
    ],
    pages: [],
  },
  {
    name: 'one call after the other sleeps ten minutes',
    seed: 155,
    hours: 6,
    callers: [
      busy(),
      {
        model: 'claude-haiku-5',
        route: '/report',
        at: [0, 1, 2, 3].map((turn) => BEGIN + minutes(13) * turn),
        answers: answers(undefined, {
          span: [BEGIN, END],
          share: (at) => ((at - BEGIN) % minutes(13) < 1 ? 1 : 0),
          answer: (random) => rateLimited(random, minutes(10)),
        }),
      },
    ],
    fires: [
      {
        alert: 'ClaudeCallsAsleep',
        from: BEGIN,
        within: minutes(5),
        until: BEGIN + minutes(65),
      },
    ],
    mayFire: [{ alert: 'ClaudeBackoffTime', from: BEGIN, until: hours(6), silenced: true }],
    pages: [],
  },
  {
    name: 'calls that would sleep for minutes are given up at once',
    seed: 156,
    hours: 6,
    callers: [
      busy(),
      {
        model: 'claude-haiku-5',
        route: '/report',
        at: each(minutes(10), [BEGIN, END]),
        patience: 25,
        answers: (_, random) => rateLimited(random, minutes(5)),
      },
    ],
    tempts: ['ClaudeCallsAsleep', 'ClaudeBackoffTime'],
    fires: [],
    pages: [],
  },
];
