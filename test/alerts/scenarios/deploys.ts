import { rateLimited } from '../model/answer.ts';
import type { InstancePlan, Scenario, Span } from '../model/scenario.ts';
import { answers, busy, hours, minutes } from './traffic.ts';

const DAY = hours(24);

/** One process after the other is stopped, and is back after 20 s, each hour. */
function restarted(name: string, first: number, until: number): InstancePlan {
  const lives: Span[] = [];
  let from = 0;
  for (let at = first; at < until; at += hours(1)) {
    lives.push([from, at]);
    from = at + 20;
  }
  return { name, lives: [...lives, [from, Number.POSITIVE_INFINITY]] };
}

/** Pods of one release after another: each has a name of its own. */
function pods(until: number): InstancePlan[] {
  const plans: InstancePlan[] = [];
  for (let from = 0, number = 0; from < until; from += minutes(50), number++) {
    for (const which of ['a', 'b']) {
      const begin = which === 'a' ? from : from + minutes(1);
      plans.push({
        name: `pod-${number}${which}`,
        lives: [[begin, begin + minutes(51)]],
        release: `1.${number}.0`,
      });
    }
  }
  return plans;
}

/** A release that is rolled out never looks like trouble. */
export const DEPLOYS: readonly Scenario[] = [
  {
    name: 'restarts each hour, counters begin again',
    seed: 21,
    hours: 6,
    instances: [
      restarted('a:9464', minutes(40), hours(6)),
      restarted('b:9464', minutes(42), hours(6)),
    ],
    callers: [busy()],
    tempts: ['ClaudeRateLimitSpike', 'ClaudeCallsFailing'],
    fires: [],
    pages: [],
  },
  {
    name: 'deploys of pods with new names and releases',
    seed: 22,
    hours: 6,
    instances: pods(hours(6)),
    callers: [busy()],
    tempts: ['ClaudeCallsHanging'],
    fires: [],
    pages: [],
  },
  {
    name: 'deploys of pods that push',
    seed: 23,
    hours: 6,
    route: 'otlp',
    instances: pods(hours(6)),
    callers: [busy()],
    tempts: ['ClaudeCallsHanging', 'ClaudeBackoffTime'],
    fires: [],
    pages: [],
  },
  {
    // Nothing but the few that are refused ends in the first minutes.
    name: 'deploys of long streams, one in thirty limited',
    seed: 24,
    hours: 6,
    instances: [
      restarted('a:9464', minutes(40), hours(6)),
      restarted('b:9464', minutes(40), hours(6)),
    ],
    callers: [
      {
        model: 'claude-opus-5-5',
        perMinute: () => 40,
        answers: answers(
          { firstToken: 2, end: 400 },
          { span: [0, DAY], share: 0.03, answer: (random) => rateLimited(random) },
        ),
      },
    ],
    tempts: ['ClaudeRateLimitSpike'],
    fires: [],
    mayFire: [{ alert: 'ClaudeRateLimitPressure', from: hours(1), until: hours(6) }],
    pages: [],
  },
  {
    name: 'deploy of all instances at once, three minutes away',
    seed: 25,
    hours: 6,
    instances: ['a:9464', 'b:9464'].map((name) => ({
      name,
      lives: [
        [0, hours(3)],
        [hours(3) + minutes(3), Number.POSITIVE_INFINITY],
      ],
    })),
    callers: [busy()],
    tempts: ['ClaudeTelemetryAbsent'],
    fires: [],
    pages: [],
  },
];
