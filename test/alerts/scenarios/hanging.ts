import { hang } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
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
    fires: [],
    pages: [],
  },
];
