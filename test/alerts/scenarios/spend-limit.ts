import { spendLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { busy, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + hours(1);

const reached: Pick<Scenario, 'hours' | 'fires' | 'mayFire' | 'pages'> = {
  hours: 6,
  fires: [
    {
      alert: 'ClaudeSpendLimitReached',
      from: BEGIN,
      within: 90,
      shownBy: 'spend_limited',
      until: END + minutes(30),
    },
  ],
  mayFire: [
    { alert: 'ClaudeCallsFailing', from: BEGIN, until: hours(6) },
    { alert: 'ClaudeBackoffTime', from: BEGIN, until: END + minutes(60), silenced: true },
  ],
  pages: [['ClaudeSpendLimitReached']],
};

/** Two attempts of each call look like any other 429; the third one says what it is. */
export const SPEND_LIMIT: readonly Scenario[] = [
  {
    ...reached,
    name: 'spend limit reached',
    seed: 101,
    callers: [busy({ span: [BEGIN, END], share: 1, answer: (random) => spendLimited(random) })],
  },
  {
    ...reached,
    name: 'spend limit reached, by few calls',
    seed: 102,
    callers: [
      {
        ...busy({ span: [BEGIN, END], share: 1, answer: (random) => spendLimited(random) }),
        perMinute: () => 4,
      },
    ],
  },
];
