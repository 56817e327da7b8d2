import { hang } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { answers, busy, during, each, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + minutes(30);

/** Nothing comes back. */
export const HANGING: readonly Scenario[] = [
  {
    // Their attempts time out after four minutes, and are retried, and fail: still nothing is answered.
    name: 'all calls hang',
    seed: 141,
    hours: 6,
    callers: [busy({ span: [BEGIN, hours(6)], share: 1, answer: () => hang(240) })],
    fires: [{ alert: 'ClaudeCallsHanging', from: BEGIN, within: 480, until: hours(6) }],
    mayFire: [{ alert: 'ClaudeCallsFailing', from: BEGIN + minutes(12), until: hours(6) }],
    pages: [['ClaudeCallsHanging']],
  },
  {
    name: 'all streams of a small service hang, and a ping is answered now and then',
    seed: 142,
    hours: 6,
    callers: [
      { ...busy(), perMinute: during([BEGIN, END], 0, 2) },
      {
        model: 'claude-opus-5-5',
        route: '/agent',
        at: [BEGIN, BEGIN + 5, BEGIN + 10],
        answers: () => ({
          outcome: 'connection',
          status: 200,
          headers: 1,
          firstToken: 1.5,
          stalls: [{ at: 20, phase: 'text' }],
          end: END - BEGIN,
          retried: false,
        }),
      },
      {
        model: 'claude-opus-5-5',
        route: '/ping',
        stream: false,
        at: each(minutes(8), [minutes(4), hours(6)]),
        answers: answers(),
      },
    ],
    fires: [{ alert: 'ClaudeCallsHanging', from: BEGIN, within: 600, until: END + minutes(15) }],
    pages: [['ClaudeCallsHanging']],
  },
  {
    name: 'one stream of many hangs',
    seed: 145,
    hours: 6,
    callers: [
      busy(),
      {
        model: 'claude-opus-5-5',
        route: '/report',
        at: [BEGIN],
        answers: () => ({
          outcome: 'connection',
          status: 200,
          headers: 1,
          firstToken: 1.5,
          stalls: [{ at: 30, phase: 'text' }],
          end: hours(1.5),
          retried: false,
        }),
      },
    ],
    fires: [
      { alert: 'ClaudeCallsHanging', from: BEGIN, within: minutes(45), until: BEGIN + hours(2) },
    ],
    pages: [['ClaudeCallsHanging']],
  },
];
