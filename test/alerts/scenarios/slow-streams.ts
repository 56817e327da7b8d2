import { type Answers, ok, type Pace, type StallPhase, USUAL } from '../model/answer.ts';
import type { Caller, Scenario } from '../model/scenario.ts';
import { answers, busy, during, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + hours(1);
const WEEK = 7 * 24;

/** Of its streams, this share falls silent once. */
function stalling(share: (at: number) => number, phase: StallPhase = 'text'): Answers {
  return (at, random) => {
    const answer = ok(random, { firstToken: 0.7, end: 30 });
    return random.chance(share(at)) ? { ...answer, stalls: [{ at: 12, phase }] } : answer;
  };
}

/** First tokens so late, in that time. */
function late(firstToken: number, from: number, until: number, usual: Pace = USUAL): Answers {
  const pace = { firstToken, end: firstToken + 5 };
  return answers(during<Pace>([from, until], pace, usual));
}

/** Days before it, so coarse that they can be played: what they are about takes quarters of an hour. */
const afterDays: Pick<Scenario, 'hours' | 'every' | 'evaluate' | 'alerts' | 'pages'> = {
  hours: WEEK + 12,
  every: 60,
  evaluate: 60,
  alerts: ['ClaudeStreamStalls', 'ClaudeFirstTokenSlow', 'ClaudeCallsHanging'],
  pages: [],
};
const LATER = hours(WEEK) + hours(4);
const calls: Pick<Caller, 'model' | 'perMinute'> = {
  model: 'claude-opus-5-5',
  perMinute: () => 6,
};

/** Streams that are slow, or slower than their own last week. */
export const SLOW_STREAMS: readonly Scenario[] = [
  {
    name: 'a third of streams stall',
    seed: 161,
    hours: 6,
    callers: [{ ...busy(), answers: stalling(during([BEGIN, END], 0.33, 0.005)) }],
    fires: [
      {
        alert: 'ClaudeStreamStalls',
        model: 'claude-opus-5-5',
        from: BEGIN,
        within: minutes(25),
        until: END + minutes(45),
      },
    ],
    pages: [],
  },
  {
    name: 'all of the few streams stall',
    seed: 162,
    hours: 6,
    callers: [{ ...busy(), perMinute: () => 0.1, answers: stalling(() => 1) }],
    fires: [],
    pages: [],
  },
  {
    name: 'first tokens come after 20 s',
    seed: 163,
    hours: 6,
    callers: [{ ...busy(), answers: late(20, BEGIN, END) }],
    fires: [
      {
        alert: 'ClaudeFirstTokenSlow',
        model: 'claude-opus-5-5',
        from: BEGIN,
        within: minutes(25),
        until: END + minutes(45),
      },
    ],
    pages: [],
  },
  {
    name: 'first tokens of few calls come after 20 s',
    seed: 164,
    hours: 6,
    callers: [{ ...busy(), perMinute: () => 0.2, answers: late(20, BEGIN, END) }],
    fires: [],
    pages: [],
  },
  {
    // From the start of the call it would be 20 s: it counts from the attempt.
    name: 'first tokens of calls that are retried after 20 s',
    seed: 165,
    hours: 6,
    callers: [
      busy({
        span: [BEGIN, BEGIN + minutes(40)],
        share: 0.04,
        answer: () => ({
          outcome: 'server_error',
          status: 500,
          headers: 0.2,
          end: 0.2,
          retryAfter: 20,
          retried: true,
        }),
      }),
    ],
    fires: [],
    mayFire: [{ alert: 'ClaudeBackoffTime', from: BEGIN, until: hours(6) }],
    pages: [],
  },
  {
    ...afterDays,
    name: 'stalls at four times the last week',
    seed: 166,
    callers: [{ ...calls, answers: stalling(during([LATER, LATER + hours(2)], 0.16, 0.03)) }],
    fires: [
      {
        alert: 'ClaudeStreamStalls',
        model: 'claude-opus-5-5',
        from: LATER,
        within: minutes(40),
        until: LATER + hours(3),
      },
    ],
  },
  {
    ...afterDays,
    name: 'many stalls, as in the last week',
    seed: 167,
    callers: [{ ...calls, answers: stalling(() => 0.15) }],
    fires: [],
  },
  {
    ...afterDays,
    name: 'first tokens at five times the last week',
    seed: 168,
    callers: [{ ...calls, answers: late(5, LATER, LATER + hours(2), { firstToken: 1, end: 5 }) }],
    fires: [
      {
        alert: 'ClaudeFirstTokenSlow',
        model: 'claude-opus-5-5',
        from: LATER,
        within: minutes(40),
        until: LATER + hours(3),
      },
    ],
  },
  {
    ...afterDays,
    name: 'first tokens after 9 s, as in the last week',
    seed: 169,
    callers: [{ ...calls, answers: late(9, 0, hours(WEEK + 12)) }],
    fires: [],
  },
];
