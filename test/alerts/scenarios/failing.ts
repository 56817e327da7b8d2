import { type Answer, overloadedInStream, rejected, serverError } from '../model/answer.ts';
import type { Random } from '../model/random.ts';
import type { InstancePlan, Scenario, Span } from '../model/scenario.ts';
import { answers, busy, during, each, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + minutes(30);
const ALWAYS: Span = [0, hours(12)];

/** The API recovers for less than a minute. */
const PAUSE: Span = [BEGIN + minutes(10), BEGIN + minutes(10) + 35];

const cutOff = (random: Random): Answer => ({
  outcome: 'connection',
  status: 200,
  headers: 0.5,
  firstToken: 0.7,
  end: random.around(3),
  retried: false,
});

const left = (random: Random): Answer => ({ ...cutOff(random), outcome: 'aborted' });

const typedOn = (random: Random): Answer => {
  const end = random.around(1);
  return { outcome: 'aborted', headers: end, end, retried: false };
};

/** Of calls that begin each second, each so-many-th. */
const oneIn = (count: number) => (at: number) => (at % count === 0 ? 1 : 0);

/** Functions of a minute each, four at a time, that push once: by a seed that 12 divides, just before they end. */
function functions(until: number): InstancePlan[] {
  const turns = Array.from({ length: until / minutes(3) }, (_, turn) => minutes(3) * turn);
  const lines = Array.from({ length: 12 }, (_, line) => minutes(line % 3) + 5 * (line + 1));
  return turns.flatMap((turn) =>
    lines.map((line) => ({
      name: `function-${turn + line}`,
      lives: [[turn + line, turn + line + 60]] satisfies Span[],
    })),
  );
}

/** Calls that fail after their retries, and others that do not count. */
export const FAILING: readonly Scenario[] = [
  {
    // Of suggestions for a text that is being typed, most are left for the next.
    name: 'server errors that one call in five fails of, among many that are left',
    seed: 131,
    hours: 6,
    callers: [
      { ...busy(), perMinute: () => 42 },
      {
        model: 'claude-opus-5-5',
        route: '/report',
        at: each(5, [0, hours(6)]),
        answers: answers(undefined, {
          span: [BEGIN, END],
          share: during(PAUSE, 0, 1),
          answer: (random) => ({ ...serverError(random), retryAfter: 5 }),
        }),
      },
      {
        ...busy(
          { span: ALWAYS, share: 0.8, answer: typedOn },
          { span: ALWAYS, share: 0.5, answer: (random) => rejected(random, 400) },
        ),
        route: '/suggest',
        stream: false,
        perMinute: () => 150,
      },
    ],
    fires: [
      {
        alert: 'ClaudeCallsFailing',
        from: BEGIN,
        within: 300,
        shownBy: 'server_error',
        until: hours(6),
      },
    ],
    mayFire: [{ alert: 'ClaudeBackoffTime', from: BEGIN, until: hours(6), silenced: true }],
    pages: [['ClaudeCallsFailing']],
  },
  {
    // The first takes most of an hour to burn its share of the budget, the second hours. What is left after it, one in
    // fifty, is no longer worth a page.
    name: 'one stream in ten is cut off for 50 minutes, one in twenty for hours',
    seed: 132,
    hours: 9.5,
    callers: [
      {
        model: 'claude-opus-5-5',
        at: each(1, [0, hours(9.5)]),
        answers: answers(
          undefined,
          { span: [BEGIN, BEGIN + minutes(50)], share: oneIn(10), answer: cutOff },
          { span: [hours(6), hours(8.5)], share: oneIn(20), answer: cutOff },
          { span: [hours(8.5), hours(9.5)], share: oneIn(50), answer: cutOff },
        ),
      },
    ],
    fires: [
      {
        alert: 'ClaudeCallsFailing',
        from: BEGIN,
        within: minutes(50),
        shownBy: 'connection',
        until: BEGIN + minutes(70),
        steadily: false,
      },
      {
        alert: 'ClaudeCallsFailing',
        from: hours(6),
        within: hours(2.3),
        shownBy: 'connection',
        until: hours(8.5) + minutes(40),
        steadily: false,
      },
    ],
    pages: [['ClaudeCallsFailing'], ['ClaudeCallsFailing']],
  },
  {
    // A tenth of what is judged is cut off: first when the service is new, and has no hour to tell a share of.
    name: 'errors that retries hide, streams that readers leave, and minutes of cut ones',
    seed: 133,
    hours: 6,
    callers: [
      {
        model: 'claude-opus-5-5',
        at: each(1, [0, hours(6)]),
        answers: answers(
          undefined,
          { span: [0, minutes(15)], share: oneIn(16), answer: cutOff },
          { span: [BEGIN, BEGIN + minutes(20)], share: oneIn(16), answer: cutOff },
          { span: [0, hours(5)], share: 0.33, answer: left },
          { span: [0, hours(5)], share: 0.1, answer: (random) => serverError(random) },
        ),
      },
    ],
    tempts: ['ClaudeCallsFailing'],
    // By the share of hours.
    whole: true,
    fires: [],
    pages: [],
  },
  {
    name: 'three calls in a row fail in a quiet service',
    seed: 134,
    hours: 6,
    callers: [
      {
        model: 'claude-opus-5-5',
        at: each(120, [0, hours(6)]),
        answers: answers(undefined, {
          span: [hours(2), hours(2) + minutes(6)],
          share: 1,
          answer: (random) => overloadedInStream(random),
        }),
      },
    ],
    tempts: ['ClaudeCallsFailing', 'ClaudeOverloaded'],
    fires: [],
    pages: [],
  },
  {
    name: 'all calls of a small service fail, a call in 40 s',
    seed: 136,
    hours: 6,
    callers: [
      {
        model: 'claude-opus-5-5',
        at: each(40, [0, hours(6)]),
        answers: answers(undefined, { span: [BEGIN, END], share: 1, answer: cutOff }),
      },
    ],
    fires: [
      {
        alert: 'ClaudeCallsFailing',
        from: BEGIN,
        within: 600,
        shownBy: 'connection',
        until: hours(6),
      },
    ],
    pages: [['ClaudeCallsFailing']],
  },
  {
    name: 'half of the calls fail of functions that push once',
    seed: 204,
    hours: 1,
    route: 'otlp',
    every: 60,
    instances: functions(hours(1)),
    callers: [busy({ span: [minutes(20), minutes(40)], share: 0.5, answer: cutOff })],
    // Nothing else fires; to show that of so many series takes long.
    alerts: ['ClaudeCallsFailing'],
    fires: [
      {
        alert: 'ClaudeCallsFailing',
        from: minutes(20),
        within: 300,
        shownBy: 'connection',
        until: hours(1),
      },
    ],
    whole: true,
    pages: [['ClaudeCallsFailing']],
  },
];
