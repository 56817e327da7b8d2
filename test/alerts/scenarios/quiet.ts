import { serverError } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { answers, busy, during, hours, minutes } from './traffic.ts';

/** Nothing happens, or next to nothing. */
export const QUIET: readonly Scenario[] = [
  {
    name: 'quiet service, a call in ten minutes',
    seed: 1,
    hours: 6,
    callers: [{ model: 'claude-opus-5-5', perMinute: () => 0.1, answers: answers() }],
    tempts: ['ClaudeRateLimitSpike', 'ClaudeCallsHanging'],
    fires: [],
    pages: [],
  },
  {
    name: 'idle service after a busy hour',
    seed: 2,
    hours: 6,
    callers: [{ ...busy(), perMinute: during([0, hours(1)], 60, 0) }],
    tempts: ['ClaudeCallsHanging'],
    fires: [],
    pages: [],
  },
  {
    name: 'steady service, several models and methods',
    seed: 3,
    hours: 6,
    callers: [
      busy(),
      { ...busy(), model: 'claude-haiku-5', route: '/title', stream: false },
      { ...busy(), method: 'messages.count_tokens', stream: false, perMinute: () => 20 },
      { ...busy(), clientName: 'batch', route: '/report', perMinute: () => 6 },
    ],
    fires: [],
    pages: [],
  },
  {
    name: 'a job of twenty minutes each hour, once its first minute fails',
    seed: 4,
    hours: 6,
    callers: [
      {
        ...busy({
          span: [hours(3), hours(3) + 60],
          share: 1,
          answer: (random) => serverError(random),
        }),
        perMinute: (at) => (at % hours(1) < minutes(20) ? 100 : 0),
        stream: false,
      },
    ],
    tempts: ['ClaudeCallsHanging', 'ClaudeCallsFailing'],
    // What is usual is known by the hour before.
    whole: true,
    fires: [],
    pages: [],
  },
];
