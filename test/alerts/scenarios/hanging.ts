import { hang } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { afterDays, LATER } from './last-week.ts';
import { answers, busy, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + minutes(20);

/** Nothing comes back; or it comes slowly, as it should. */
export const HANGING: readonly Scenario[] = [
  {
    name: 'all calls hang',
    seed: 141,
    hours: 6,
    callers: [busy({ span: [BEGIN, END], share: 1, answer: () => hang() })],
    fires: [{ alert: 'ClaudeCallsHanging', from: BEGIN, within: 480, until: END + minutes(60) }],
    mayFire: [{ alert: 'ClaudeCallsFailing', from: BEGIN, until: hours(6) }],
    pages: [['ClaudeCallsHanging']],
  },
  {
    name: 'the few calls of a quiet service hang',
    seed: 142,
    hours: 6,
    callers: [
      {
        ...busy({ span: [BEGIN, END], share: 1, answer: () => hang() }),
        perMinute: () => 1,
      },
    ],
    fires: [{ alert: 'ClaudeCallsHanging', from: BEGIN, within: 600, until: END + minutes(60) }],
    mayFire: [{ alert: 'ClaudeCallsFailing', from: BEGIN, until: hours(6) }],
    pages: [['ClaudeCallsHanging']],
  },
  {
    name: 'long streams that flow',
    seed: 143,
    hours: 6,
    callers: [{ ...busy(), perMinute: () => 2, answers: answers({ firstToken: 2, end: 700 }) }],
    tempts: ['ClaudeCallsHanging'],
    fires: [],
    pages: [],
  },
  {
    name: 'one long stream at a time',
    seed: 144,
    hours: 6,
    callers: [
      {
        ...busy(),
        at: [0, 1, 2, 3, 4, 5].map((hour) => hours(hour) + minutes(10)),
        perMinute: undefined,
        answers: answers({ firstToken: 2, end: 1200 }),
      },
    ],
    tempts: ['ClaudeCallsHanging'],
    fires: [],
    pages: [],
  },
  {
    // None of them a stream: one that flows cannot be told from one that hangs by the age of the oldest.
    name: 'one call of many hangs',
    seed: 145,
    hours: 6,
    callers: [
      { ...busy(), stream: false },
      {
        model: 'claude-opus-5-5',
        route: '/report',
        stream: false,
        at: [BEGIN],
        answers: () => hang(hours(1.5)),
        maxRetries: 0,
      },
    ],
    fires: [
      {
        alert: 'ClaudeCallsHanging',
        from: BEGIN,
        within: minutes(45),
        until: BEGIN + hours(2),
      },
    ],
    pages: [['ClaudeCallsHanging']],
  },
  {
    // Its usual oldest call is of five minutes; three times that is the least.
    ...afterDays,
    name: 'one call of many hangs, far beyond the last week',
    seed: 146,
    callers: [
      {
        model: 'claude-opus-5-5',
        stream: false,
        perMinute: () => 2,
        answers: answers({ firstToken: 200, end: 300 }),
      },
      {
        model: 'claude-opus-5-5',
        route: '/report',
        stream: false,
        at: [LATER],
        answers: () => hang(hours(1)),
        maxRetries: 0,
      },
    ],
    fires: [
      {
        alert: 'ClaudeCallsHanging',
        from: LATER,
        within: minutes(32),
        until: LATER + hours(1.5),
      },
    ],
    pages: [['ClaudeCallsHanging']],
  },
];
