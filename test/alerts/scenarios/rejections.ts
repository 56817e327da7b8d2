import { rejected } from '../model/answer.ts';
import type { Allowed, Scenario, Span } from '../model/scenario.ts';
import { answers, busy, during, each, hours, minutes, paused } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + hours(1);

/** Nobody calls in this time; it is the same incident after it. */
const PAUSE: Span = [BEGIN + minutes(30), BEGIN + minutes(37)];

const requestsRejected: Allowed = {
  alert: 'ClaudeRequestsRejected',
  from: BEGIN,
  until: END + minutes(30),
};

function refusedAccount(name: string, seed: number, status: 401 | 402 | 403): Scenario {
  return {
    name,
    seed,
    hours: 6,
    callers: [
      {
        ...busy({ span: [BEGIN, END], share: 1, answer: (random) => rejected(random, status) }),
        perMinute: paused(60, PAUSE),
      },
    ],
    fires: [
      {
        alert: 'ClaudeBillingOrAuthRejected',
        from: BEGIN,
        within: 900,
        shownBy: 'rejected',
        until: END + minutes(30),
      },
    ],
    mayFire: [requestsRejected],
    pages: [['ClaudeBillingOrAuthRejected']],
  };
}

/** The account or the request is refused. */
export const REJECTIONS: readonly Scenario[] = [
  {
    // The API says so by a 400 like any other.
    name: 'exhausted credit',
    seed: 111,
    hours: 6,
    callers: [
      {
        ...busy({ span: [BEGIN, END], share: 1, answer: (random) => rejected(random, 400) }),
        perMinute: paused(60, PAUSE),
      },
    ],
    fires: [{ ...requestsRejected, within: 780, shownBy: 'rejected' }],
    pages: [['ClaudeRequestsRejected']],
  },
  {
    name: 'exhausted credit, a call in 40 s',
    seed: 120,
    hours: 6,
    callers: [
      {
        model: 'claude-opus-5-5',
        at: each(40, [0, hours(6)]),
        answers: answers(undefined, {
          span: [BEGIN, END],
          share: 1,
          answer: (random) => rejected(random, 400),
        }),
      },
    ],
    fires: [{ ...requestsRejected, within: 1000, shownBy: 'rejected' }],
    pages: [['ClaudeRequestsRejected']],
  },
  {
    name: 'two in five requests are bad, by the caller',
    seed: 112,
    hours: 6,
    callers: [busy({ span: [BEGIN, END], share: 0.4, answer: (random) => rejected(random, 400) })],
    tempts: ['ClaudeRequestsRejected'],
    fires: [],
    pages: [],
  },
  {
    // And in a quiet hour, a few.
    name: 'all requests are bad for five minutes',
    seed: 113,
    hours: 6,
    callers: [
      {
        ...busy({
          span: [BEGIN, BEGIN + minutes(5)],
          share: 1,
          answer: (random) => rejected(random, 400),
        }),
        perMinute: during([hours(4), hours(5)], 0, 60),
      },
      {
        model: 'claude-opus-5-5',
        route: '/report',
        at: each(minutes(2), [hours(4), hours(5)]),
        answers: (_, random) => rejected(random, 400),
      },
    ],
    tempts: ['ClaudeRequestsRejected'],
    fires: [],
    pages: [],
  },
  refusedAccount('bad key', 114, 401),
  refusedAccount('unpaid bill', 115, 402),
  refusedAccount('key without permission', 116, 403),
  {
    name: 'one of two keys is bad',
    seed: 117,
    hours: 6,
    callers: [
      { ...busy(), perMinute: () => 180 },
      {
        ...busy({ span: [BEGIN, END], share: 1, answer: (random) => rejected(random, 401) }),
        clientName: 'batch',
        perMinute: () => 36,
      },
    ],
    fires: [
      {
        alert: 'ClaudeBillingOrAuthRejected',
        from: BEGIN,
        within: 900,
        shownBy: 'rejected',
        until: END + minutes(30),
      },
    ],
    pages: [['ClaudeBillingOrAuthRejected']],
  },
  {
    name: 'one mistyped key, three calls of a small service',
    seed: 118,
    hours: 6,
    callers: [
      { ...busy(), perMinute: () => 1 },
      {
        model: 'claude-opus-5-5',
        route: '/try',
        at: [BEGIN, BEGIN + 15, BEGIN + 50],
        answers: (_, random) => rejected(random, 401),
      },
    ],
    tempts: ['ClaudeBillingOrAuthRejected'],
    fires: [],
    pages: [],
  },
  {
    name: 'one mistyped key and nothing else',
    seed: 119,
    hours: 6,
    callers: [
      {
        model: 'claude-opus-5-5',
        at: [BEGIN, BEGIN + 15, BEGIN + 50],
        answers: (_, random) => rejected(random, 401),
      },
    ],
    tempts: ['ClaudeBillingOrAuthRejected', 'ClaudeRequestsRejected'],
    fires: [],
    pages: [],
  },
];
