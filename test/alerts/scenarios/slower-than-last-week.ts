import { type Answers, ok } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { each, hours, minutes } from './traffic.ts';

/** What a stream is like: its first token, in seconds, and which of them falls silent: one of so many. */
interface Manner {
  readonly firstToken: number;
  readonly stallsOneOf: number;
}

/** Seconds between two calls: without chance, so that a few of them show what many would. */
const APART = 10;

function inManner(mannerAt: (at: number) => Manner): Answers {
  return (at, random) => {
    const { firstToken, stallsOneOf } = mannerAt(at);
    const answer = ok(random, { firstToken, end: firstToken + 5 });
    if (Math.round(at / APART) % stallsOneOf > 0) return answer;
    const stall = { at: answer.end + 10, phase: 'text' } as const;
    return { ...answer, stalls: [stall], end: stall.at + 5 };
  };
}

const DAY = hours(24);
/** When something happens: the week before it begins a day after the first call. */
const LATER = 8 * DAY + hours(2);
const END = LATER + hours(2);

/** At first it is quick, that day it is not, then for a week it is; and then it is three times as slow, and more. */
function slower(at: number): Manner {
  if (at >= LATER && at < END) return { firstToken: 2.2, stallsOneOf: 14 };
  if (at >= hours(3) && at < DAY) return { firstToken: 4, stallsOneOf: 5 };
  return { firstToken: 0.5, stallsOneOf: 60 };
}

/** In the first half of each hour it stalls; then it is slower than any model should be, but less than three times. */
function alwaysSlow(at: number): Manner {
  if (at >= LATER && at < END) return { firstToken: 20, stallsOneOf: 3 };
  return { firstToken: 9, stallsOneOf: at % hours(1) < minutes(30) ? 4 : 60 };
}

/** Streams of models that have a last week. */
export const SLOWER_THAN_LAST_WEEK: readonly Scenario[] = [
  {
    name: 'streams four times as slow as in the last week, others twice',
    seed: 166,
    hours: (END + hours(2)) / hours(1),
    // So coarse that days of it can be played: what it is about takes quarters of an hour.
    every: 60,
    evaluate: 300,
    alerts: ['ClaudeStreamStalls', 'ClaudeFirstTokenSlow'],
    callers: [
      {
        model: 'claude-opus-5-5',
        at: each(APART, [0, END + hours(2)]),
        answers: inManner(slower),
      },
      {
        model: 'claude-sonnet-5',
        at: each(APART, [0, END + hours(2)]),
        answers: inManner(alwaysSlow),
      },
    ],
    fires: (['ClaudeStreamStalls', 'ClaudeFirstTokenSlow'] as const).map((alert) => ({
      alert,
      model: 'claude-opus-5-5',
      from: LATER,
      within: minutes(30),
      until: END + hours(1),
    })),
    pages: [],
  },
];
