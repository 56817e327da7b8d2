import { type Answers, ok, type Pace } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { answers, busy, during, each, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + hours(1);
const ALWAYS = [0, hours(6)] as const;

const LATE: Pace = { firstToken: 20, end: 25 };

/** Its readers wait for the first token, so long that it is counted as a stall. */
const late: Answers = (_, random) => ({
  ...ok(random, LATE),
  stalls: [{ at: 12, phase: 'first_token' }],
});

/** Of its streams, this share falls silent once. */
function stalling(share: (at: number) => number): Answers {
  return (at, random) => {
    const answer = ok(random, { firstToken: 0.7, end: 30 });
    return random.chance(share(at)) ? { ...answer, stalls: [{ at: 12, phase: 'text' }] } : answer;
  };
}

const usual = answers();

/** Late and stalling answers in spans of time, usual ones else. */
function lateIn(isLate: (at: number) => boolean): Answers {
  return (at, random) => (isLate(at) ? late : usual)(at, random);
}

/** For eight minutes of each 25, in that hour. */
const comesAndGoes = (at: number): boolean =>
  at >= BEGIN && at < END && (at - BEGIN) % minutes(25) < minutes(8);

/** Streams that are slow, of models without a last week. */
export const SLOW_STREAMS: readonly Scenario[] = [
  {
    name: 'a third of streams stall, first tokens of another model come after 20 s',
    seed: 161,
    hours: 6,
    callers: [
      { ...busy(), answers: stalling(during([BEGIN, END], 0.33, 0.005)) },
      {
        ...busy(),
        model: 'claude-sonnet-5',
        answers: answers(during([BEGIN, END], LATE, { firstToken: 0.7, end: 5 })),
      },
    ],
    fires: [
      {
        alert: 'ClaudeStreamStalls',
        model: 'claude-opus-5-5',
        from: BEGIN,
        within: minutes(25),
        until: END + minutes(45),
      },
      {
        alert: 'ClaudeFirstTokenSlow',
        model: 'claude-sonnet-5',
        from: BEGIN,
        within: minutes(25),
        until: END + minutes(45),
      },
    ],
    pages: [],
  },
  {
    // One ticket for all of it.
    name: 'late streams that stall, two in a minute, for eight minutes of 25',
    seed: 160,
    hours: 6,
    callers: [{ model: 'claude-opus-5-5', at: each(30, ALWAYS), answers: lateIn(comesAndGoes) }],
    fires: (['ClaudeStreamStalls', 'ClaudeFirstTokenSlow'] as const).map((alert) => ({
      alert,
      model: 'claude-opus-5-5',
      from: BEGIN,
      within: minutes(20),
      until: END + minutes(45),
    })),
    pages: [],
  },
  {
    name: 'late streams that stall, but few, or for seconds, or for their retries',
    seed: 162,
    hours: 6,
    callers: [
      { model: 'claude-haiku-5', perMinute: () => 0.2, answers: late },
      {
        // As a batch begins, the API stumbles.
        model: 'claude-sonnet-5',
        at: [
          ...each(60, ALWAYS),
          ...each(0.5, [BEGIN, BEGIN + 20]),
          ...each(0.6, [BEGIN + 20, BEGIN + minutes(10)]),
        ],
        answers: lateIn((at) => at >= BEGIN && at < BEGIN + 20),
      },
      // From the start of the call it would be 20 s: it counts from the attempt.
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
    tempts: ['ClaudeStreamStalls', 'ClaudeFirstTokenSlow'],
    fires: [],
    mayFire: [{ alert: 'ClaudeBackoffTime', from: BEGIN, until: hours(6) }],
    pages: [],
  },
];
