import { type Answers, ok, type Pace, type StallPhase, USUAL } from '../model/answer.ts';
import type { Caller, Scenario } from '../model/scenario.ts';
import { afterDays, LATER, WEEK } from './last-week.ts';
import { answers, busy, during, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + hours(1);

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

const calls: Pick<Caller, 'model' | 'perMinute'> = {
  model: 'claude-opus-5-5',
  perMinute: () => 20,
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
    tempts: ['ClaudeStreamStalls'],
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
    tempts: ['ClaudeFirstTokenSlow'],
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
    tempts: ['ClaudeFirstTokenSlow'],
    fires: [],
    mayFire: [{ alert: 'ClaudeBackoffTime', from: BEGIN, until: hours(6) }],
    pages: [],
  },
  {
    ...afterDays,
    name: 'stalls at five times the last week',
    seed: 166,
    callers: [{ ...calls, answers: stalling(during([LATER, LATER + hours(2)], 0.08, 0.015)) }],
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
    name: 'first tokens after 2.2 s, four times the last week',
    seed: 168,
    callers: [
      { ...calls, answers: late(2.2, LATER, LATER + hours(2), { firstToken: 0.5, end: 5 }) },
    ],
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
  {
    name: 'first tokens come after 16 s, of two in a minute',
    seed: 170,
    hours: 6,
    callers: [{ ...busy(), perMinute: () => 2, answers: late(16, BEGIN, END) }],
    fires: [
      {
        alert: 'ClaudeFirstTokenSlow',
        model: 'claude-opus-5-5',
        from: BEGIN,
        within: minutes(30),
        until: END + minutes(45),
      },
    ],
    pages: [],
  },
  {
    name: 'half of streams stall, of two in a minute',
    seed: 160,
    hours: 6,
    callers: [{ ...busy(), perMinute: () => 2, answers: stalling(during([BEGIN, END], 0.5, 0)) }],
    fires: [
      {
        alert: 'ClaudeStreamStalls',
        model: 'claude-opus-5-5',
        from: BEGIN,
        within: minutes(30),
        until: END + minutes(45),
      },
    ],
    pages: [],
  },
];
