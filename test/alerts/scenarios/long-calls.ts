import { type Answers, hang, rateLimited } from '../model/answer.ts';
import type { Caller, Scenario } from '../model/scenario.ts';
import { answers, each, hours, minutes } from './traffic.ts';

/** Answers that take so long, and, as streams, begin after two seconds. */
const lasting =
  (end: number): Answers =>
  () => ({ outcome: 'ok', status: 200, headers: 2, firstToken: 2, end, retried: false });

/** Not streamed: nothing is seen of an answer until all of it is there. */
const reports = (model: string, took: Answers): Caller => ({
  model,
  route: '/report',
  stream: false,
  answers: took,
});

const quick = (model: string): Caller => ({ model, stream: false, answers: answers() });

const STOPPED = hours(5);

/** When it is known for a day what is usual. */
const NEXT_DAY = hours(25);
const ONE_HANGS = NEXT_DAY + hours(2);
const ALL_HANG = NEXT_DAY + hours(3.5);
const LONG_HANGS = NEXT_DAY + hours(4.5);

/** Calls for whom it takes long, as it should; or longer than ever before. */
export const LONG_CALLS: readonly Scenario[] = [
  {
    // Each model is a service of its own to the rules.
    name: 'long calls that get on, and a worker that pushes and is replaced',
    seed: 143,
    hours: 6,
    route: 'otlp',
    every: 60,
    instances: [
      { name: 'worker-1', lives: [[0, STOPPED]] },
      { name: 'worker-2', lives: [[STOPPED, Number.POSITIVE_INFINITY]] },
    ],
    callers: [
      // Nothing ends for seven minutes; but streams begin, while a call waits for its answer.
      {
        model: 'claude-opus-5-5',
        at: each(10, [hours(1), hours(2)]),
        answers: lasting(minutes(7.5)),
      },
      { ...reports('claude-opus-5-5', lasting(minutes(12))), at: [hours(1)] },
      // One long stream at a time; some time ago, another fell silent for a while.
      {
        model: 'claude-opus-4-8',
        at: [1, 2, 3, 4].map((hour) => hours(hour) + minutes(10)),
        answers: lasting(minutes(45)),
      },
      {
        model: 'claude-opus-4-8',
        route: '/title',
        at: [minutes(2)],
        answers: (at, random) => ({
          ...lasting(minutes(4))(at, random),
          stalls: [{ at: 130, phase: 'text' }],
        }),
      },
      // A report of half an hour, the first that this service makes.
      { ...quick('claude-haiku-5'), perMinute: () => 30 },
      { ...reports('claude-haiku-5', lasting(minutes(30))), at: [hours(3)] },
      // Told to come back in 50 minutes.
      {
        ...reports(
          'claude-sonnet-5',
          answers(undefined, {
            span: [0, hours(1.5)],
            share: 1,
            answer: (random) => rateLimited(random, minutes(50)),
          }),
        ),
        at: [hours(1)],
      },
      // Calls are in flight when the worker is stopped; the last that ended did so some minutes before.
      { ...quick('claude-sonnet-4-6'), at: each(minutes(4), [0, STOPPED - minutes(3)]) },
      {
        ...reports('claude-sonnet-4-6', lasting(minutes(15))),
        at: each(minutes(5), [0, STOPPED]),
      },
    ],
    tempts: ['ClaudeCallsHanging'],
    fires: [],
    mayFire: [
      { alert: 'ClaudeCallsAsleep', from: hours(1), until: hours(2.5) },
      { alert: 'ClaudeBackoffTime', from: hours(1), until: hours(3) },
    ],
    pages: [],
  },
  {
    hours: 31,
    // So coarse that a day can be played: what it is about takes quarters of an hour.
    every: 60,
    evaluate: 60,
    alerts: ['ClaudeStreamStalls', 'ClaudeFirstTokenSlow', 'ClaudeCallsHanging'],
    name: 'calls that take longer than usual, and others that take far longer',
    seed: 146,
    callers: [
      // A report of twenty minutes at each full hour; at last one is alone, and takes a few minutes more.
      { ...quick('claude-haiku-5'), at: each(60, [0, NEXT_DAY + minutes(65)]) },
      {
        ...reports('claude-haiku-5', (at, random) =>
          lasting(minutes(at > NEXT_DAY ? 24 : 20))(at, random),
        ),
        at: each(hours(1), [0, hours(31)]),
      },
      // One of fifty minutes among some of twenty.
      { ...quick('claude-sonnet-4-6'), at: each(60, [0, NEXT_DAY + minutes(65)]) },
      {
        ...reports('claude-sonnet-4-6', lasting(minutes(20))),
        at: each(minutes(20), [0, NEXT_DAY]),
      },
      {
        ...reports('claude-sonnet-4-6', lasting(minutes(50))),
        route: '/book',
        at: [NEXT_DAY + minutes(10)],
      },
      // One hangs among calls of five seconds.
      { ...quick('claude-opus-5-5'), perMinute: () => 4 },
      {
        ...reports('claude-opus-5-5', () => hang(minutes(40))),
        at: [ONE_HANGS],
        maxRetries: 0,
      },
      // All hang, and are given up after three minutes; they took five seconds.
      {
        ...quick('claude-opus-4-8'),
        perMinute: () => 4,
        patience: minutes(3),
        answers: answers(undefined, {
          span: [ALL_HANG, ALL_HANG + minutes(30)],
          share: 1,
          answer: () => hang(),
        }),
      },
      // One hangs among calls of six minutes.
      {
        ...quick('claude-sonnet-5'),
        at: each(30, [0, hours(31)]),
        answers: lasting(minutes(6)),
      },
      {
        ...reports('claude-sonnet-5', () => hang(minutes(40))),
        at: [LONG_HANGS],
        maxRetries: 0,
      },
    ],
    fires: [
      {
        alert: 'ClaudeCallsHanging',
        from: ONE_HANGS,
        within: minutes(20),
        until: ONE_HANGS + hours(1),
        steadily: false,
      },
      {
        alert: 'ClaudeCallsHanging',
        from: ALL_HANG,
        within: minutes(10),
        until: ALL_HANG + minutes(50),
        steadily: false,
      },
      {
        alert: 'ClaudeCallsHanging',
        from: LONG_HANGS,
        within: minutes(25),
        until: LONG_HANGS + hours(1),
        steadily: false,
      },
    ],
    pages: [['ClaudeCallsHanging'], ['ClaudeCallsHanging'], ['ClaudeCallsHanging']],
  },
];
