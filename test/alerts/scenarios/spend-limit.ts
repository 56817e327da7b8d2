import { spendLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { answers, busy, each, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + hours(2);

const reached: Pick<Scenario, 'hours' | 'tempts' | 'fires' | 'mayFire' | 'pages'> = {
  hours: 6,
  tempts: ['ClaudeRateLimitSpike', 'ClaudeRateLimitPressure'],
  fires: [
    {
      alert: 'ClaudeSpendLimitReached',
      from: BEGIN,
      within: 90,
      shownBy: 'spend_limited',
      until: END + minutes(17),
    },
  ],
  mayFire: [
    { alert: 'ClaudeCallsFailing', from: BEGIN, until: hours(6) },
    { alert: 'ClaudeBackoffTime', from: BEGIN, until: END + minutes(15), silenced: true },
  ],
  pages: [['ClaudeSpendLimitReached']],
};

/** Two attempts of each call look like any other 429; the third one says what it is. */
export const SPEND_LIMIT: readonly Scenario[] = [
  {
    // Hours of 429s, which no higher rate limit would cure: no ticket about these comes, then or later.
    ...reached,
    name: 'spend limit reached',
    seed: 101,
    whole: true,
    callers: [busy({ span: [BEGIN, END], share: 1, answer: (random) => spendLimited(random) })],
  },
  {
    ...reached,
    name: 'spend limit reached, by few calls',
    seed: 102,
    callers: [
      {
        model: 'claude-opus-5-5',
        at: each(minutes(8), [0, hours(6)]),
        answers: answers(undefined, {
          span: [BEGIN, END],
          share: 1,
          answer: (random) => spendLimited(random),
        }),
      },
    ],
  },
  {
    // Born with it, between two scrapes.
    name: 'spend limit reached by the first and only call of a new route',
    seed: 103,
    hours: 6,
    callers: [
      busy(),
      {
        model: 'claude-haiku-5',
        route: '/new',
        at: [BEGIN],
        answers: (_, random) => spendLimited(random),
      },
    ],
    fires: [
      {
        alert: 'ClaudeSpendLimitReached',
        from: BEGIN,
        within: 90,
        shownBy: 'spend_limited',
        until: BEGIN + minutes(17),
      },
    ],
    pages: [['ClaudeSpendLimitReached']],
  },
];
