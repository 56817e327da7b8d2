import { overloaded, overloadedInStream } from '../model/answer.ts';
import type { Allowed, Scenario, Span } from '../model/scenario.ts';
import { answers, busy, during, each, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + minutes(30);

/** The API recovers for some minutes; it is the same incident after it. */
const PAUSE: Span = [BEGIN + minutes(14), BEGIN + minutes(21)];

const ticket: Allowed = {
  alert: 'ClaudeOverloaded',
  severity: 'ticket',
  from: BEGIN,
  until: END + minutes(40),
};
const page: Allowed = { ...ticket, severity: 'page' };
const after: readonly Allowed[] = ['ClaudeCallsFailing', 'ClaudeBackoffTime'].map((alert) => ({
  alert,
  from: BEGIN,
  until: hours(6),
  silenced: true,
}));

/** 529: not our limit, and nothing to raise. */
export const OVERLOAD: readonly Scenario[] = [
  {
    name: 'overload that retries hide',
    seed: 121,
    hours: 6,
    callers: [
      busy({
        span: [BEGIN, END],
        share: during(PAUSE, 0, 0.12),
        answer: (random) => overloaded(random),
      }),
    ],
    fires: [{ ...ticket, within: 900, shownBy: 'overloaded' }],
    pages: [],
  },
  {
    name: 'overload that retries hide, after pauses of 20 s',
    seed: 124,
    hours: 6,
    callers: [
      busy({
        span: [BEGIN, END + minutes(30)],
        share: 0.08,
        answer: (random) => ({ ...overloaded(random), retryAfter: 20 }),
      }),
    ],
    fires: [{ ...ticket, within: 900, shownBy: 'overloaded', until: END + minutes(70) }],
    mayFire: after,
    pages: [],
  },
  {
    name: 'overload that calls fail of',
    seed: 122,
    hours: 6,
    callers: [
      busy({
        span: [BEGIN, END],
        share: during(PAUSE, 0, 0.7),
        answer: (random) => overloaded(random),
      }),
    ],
    fires: [{ ...page, within: 300, shownBy: 'overloaded' }],
    mayFire: [{ ...ticket, silenced: true }, ...after],
    pages: [['ClaudeOverloaded']],
  },
  {
    name: 'overload inside streams',
    seed: 123,
    hours: 6,
    callers: [
      busy({ span: [BEGIN, END], share: 0.2, answer: (random) => overloadedInStream(random) }),
    ],
    fires: [{ ...page, within: 300, shownBy: 'overloaded' }],
    mayFire: [{ ...ticket, silenced: true }, ...after],
    pages: [['ClaudeOverloaded']],
  },
  {
    name: 'overload of a small service',
    seed: 125,
    hours: 6,
    callers: [
      {
        model: 'claude-opus-5-5',
        at: each(4, [0, hours(6)]),
        answers: answers(undefined, {
          span: [BEGIN, END],
          // Each fifth call; its second attempt is sent between two of these.
          share: (at) => (at % 20 === 0 ? 1 : 0),
          answer: (random) => overloaded(random),
        }),
      },
    ],
    fires: [{ ...ticket, within: 1200, shownBy: 'overloaded' }],
    pages: [],
  },
  {
    name: 'a minute of overload that retries hide',
    seed: 126,
    hours: 6,
    callers: [
      busy({ span: [BEGIN, BEGIN + 60], share: 0.3, answer: (random) => overloaded(random) }),
    ],
    tempts: ['ClaudeOverloaded'],
    fires: [],
    pages: [],
  },
];
