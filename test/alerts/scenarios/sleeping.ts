import { type Answer, rateLimited, serverError } from '../model/answer.ts';
import type { Random } from '../model/random.ts';
import type { Scenario } from '../model/scenario.ts';
import { answers, busy, each, hours, minutes } from './traffic.ts';

const BEGIN = hours(2);
const END = BEGIN + hours(1.5);

const DEPLOY = BEGIN + minutes(50);

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
    // In pods of three minutes each. Of those that are gone, what they pushed last is still to be seen for some minutes.
    name: 'sleeps of 30 s between attempts that fail',
    seed: 152,
    hours: 6,
    route: 'otlp',
    instances: each(minutes(3), [0, hours(6)]).map((from, number) => ({
      name: `pod-${number}`,
      lives: [[from, from + minutes(3)]],
    })),
    callers: [
      {
        ...busy({
          span: [BEGIN, END],
          share: 0.037,
          answer: (random) => ({ ...serverError(random), retryAfter: 30 }),
        }),
        perMinute: () => 400,
      },
    ],
    fires: [
      { alert: 'ClaudeBackoffTime', from: BEGIN, within: minutes(50), until: END + minutes(8) },
    ],
    pages: [],
  },
  {
    // Or they would be, but for a deploy. What was pushed before it is still to be seen for some minutes.
    name: 'calls asleep for two hours',
    seed: 153,
    hours: 6,
    route: 'otlp',
    instances: [
      { name: 'a', lives: [[0, DEPLOY]] },
      { name: 'b', lives: [[DEPLOY, hours(6)]] },
    ],
    callers: [
      busy(),
      {
        model: 'claude-haiku-5',
        route: '/report',
        at: [0, 1, 2, 3].map((quarter) => BEGIN + minutes(15) * quarter),
        answers: answers(undefined, {
          span: [BEGIN, DEPLOY],
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
        until: DEPLOY + minutes(7),
      },
    ],
    mayFire: [
      { alert: 'ClaudeBackoffTime', from: BEGIN, until: DEPLOY + minutes(7), silenced: true },
    ],
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
        until: END + minutes(8),
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
    // The first that the service does, and all.
    name: 'calls that would sleep for minutes are given up at once',
    seed: 156,
    hours: 6,
    callers: [
      {
        model: 'claude-haiku-5',
        route: '/report',
        at: each(minutes(5), [BEGIN, BEGIN + hours(1)]),
        patience: 25,
        answers: (_, random) => rateLimited(random, minutes(5)),
      },
    ],
    tempts: ['ClaudeCallsAsleep', 'ClaudeBackoffTime'],
    fires: [],
    pages: [],
  },
];
