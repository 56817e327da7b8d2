import { type Answer, serverError } from '../model/answer.ts';
import type { Random } from '../model/random.ts';
import type { Scenario } from '../model/scenario.ts';
import { answers, busy, each, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + minutes(30);

const cutOff = (random: Random): Answer => ({
  outcome: 'connection',
  status: 200,
  headers: 0.5,
  firstToken: 0.7,
  end: random.around(3),
  retried: false,
});

const left = (random: Random): Answer => ({ ...cutOff(random), outcome: 'aborted' });

/** Calls that fail after their retries, and others that do not count. */
export const FAILING: readonly Scenario[] = [
  {
    name: 'server errors that one call in five fails of',
    seed: 131,
    hours: 6,
    callers: [busy({ span: [BEGIN, END], share: 0.6, answer: (random) => serverError(random) })],
    fires: [
      {
        alert: 'ClaudeCallsFailing',
        from: BEGIN,
        within: 300,
        shownBy: 'server_error',
        until: hours(6),
      },
    ],
    mayFire: [{ alert: 'ClaudeBackoffTime', from: BEGIN, until: hours(6), silenced: true }],
    pages: [['ClaudeCallsFailing']],
  },
  {
    name: 'one stream in twenty is cut off, for hours',
    seed: 132,
    hours: 12,
    callers: [busy({ span: [BEGIN, hours(11)], share: 0.05, answer: cutOff })],
    fires: [
      {
        alert: 'ClaudeCallsFailing',
        from: BEGIN,
        within: hours(4),
        shownBy: 'connection',
        until: hours(12),
      },
    ],
    pages: [['ClaudeCallsFailing']],
  },
  {
    name: 'server errors that are retried well',
    seed: 133,
    hours: 6,
    callers: [
      busy({ span: [BEGIN, hours(5)], share: 0.1, answer: (random) => serverError(random) }),
    ],
    tempts: ['ClaudeCallsFailing'],
    fires: [],
    pages: [],
  },
  {
    name: 'one call fails in a quiet service',
    seed: 134,
    hours: 6,
    callers: [
      { ...busy(), perMinute: () => 0.2 },
      { model: 'claude-opus-5-5', at: [BEGIN], answers: (_, random) => cutOff(random) },
    ],
    tempts: ['ClaudeCallsFailing'],
    fires: [],
    pages: [],
  },
  {
    name: 'one stream in three is left by its reader',
    seed: 135,
    hours: 6,
    callers: [busy({ span: [BEGIN, hours(5)], share: 0.33, answer: left })],
    tempts: ['ClaudeCallsFailing'],
    fires: [],
    pages: [],
  },
  {
    name: 'all calls of a small service fail, a call in 40 s',
    seed: 136,
    hours: 6,
    callers: [
      {
        model: 'claude-opus-5-5',
        at: each(40, [0, hours(6)]),
        answers: answers(undefined, { span: [BEGIN, END], share: 1, answer: cutOff }),
      },
    ],
    fires: [
      {
        alert: 'ClaudeCallsFailing',
        from: BEGIN,
        within: 600,
        shownBy: 'connection',
        until: hours(6),
      },
    ],
    pages: [['ClaudeCallsFailing']],
  },
];
