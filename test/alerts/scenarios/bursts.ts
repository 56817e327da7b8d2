import { rateLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { often } from './spikes.ts';
import { busy, during, hours, minutes, type Trouble } from './traffic.ts';

interface Bursts {
  readonly share: number;
  readonly apart: number;
  /** Each is so much later against scrapes, pushes and evaluations than the last. */
  readonly later?: number;
}

/** Whether there is a burst of 30 s. */
function isBurst(at: number, { apart, later = 2 }: Omit<Bursts, 'share'>): boolean {
  const number = Math.floor(at / apart);
  const since = at - number * apart - Math.min(apart / 2, minutes(20)) - later * number;
  return number > 0 && since >= 0 && since < 30;
}

const limited = (share: Trouble['share']): Trouble => ({
  span: [0, minutes(345)],
  share,
  answer: (random) => rateLimited(random),
});

const bursts = (plan: Bursts): Trouble => limited((at) => (isBurst(at, plan) ? plan.share : 0));

/** Half a minute of 429 is over before anybody could look. */
export const BURSTS: readonly Scenario[] = [
  {
    name: 'bursts of 30 s at 60 %',
    seed: 71,
    hours: 6,
    instances: [{ name: 'a:9464' }, { name: 'b:9464' }],
    callers: [
      busy(bursts({ share: 0.6, apart: minutes(25) })),
      {
        // Again and again for a while.
        ...busy({ ...bursts({ share: 0.6, apart: 150, later: 1 }), span: [hours(1), hours(1.5)] }),
        model: 'claude-sonnet-5',
      },
      {
        // Of a service that has the odd 429 all the time.
        ...busy(bursts({ share: 0.6, apart: minutes(25) }), limited(0.01)),
        model: 'claude-haiku-5',
        perMinute: during([0, hours(3)], 480, 0),
      },
      {
        // Of a job that has no other calls.
        ...busy(limited(0.6)),
        model: 'claude-haiku-4-5',
        route: '/job',
        perMinute: (at) => (isBurst(at, { apart: minutes(35) }) ? 120 : 0),
      },
    ],
    tempts: ['ClaudeRateLimitSpike', 'ClaudeCallsFailing'],
    // What is nothing new is known by the hour before.
    whole: true,
    fires: [],
    mayFire: [{ alert: 'ClaudeRateLimitPressure', from: hours(1), until: hours(6) }],
    pages: [],
  },
  {
    // Calls fail of them that burn the error budget.
    name: 'bursts of 30 s at 100 %',
    seed: 72,
    hours: 6,
    instances: [{ name: 'a:9464' }, { name: 'b:9464' }],
    callers: [busy(bursts({ share: 1, apart: minutes(65) }))],
    tempts: ['ClaudeRateLimitSpike', 'ClaudeCallsFailing'],
    fires: [],
    pages: [],
  },
  {
    // Each instance sees one in two of its pushes; of three instances that makes three minutes.
    name: 'pushed every 60 s, bursts of 30 s at 100 %',
    seed: 74,
    hours: 6,
    route: 'otlp',
    every: 60,
    instances: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
    callers: [often(bursts({ share: 1, apart: minutes(20), later: 7 }))],
    tempts: ['ClaudeRateLimitSpike'],
    // One in forty calls fails, by the share of hours.
    whole: true,
    fires: [],
    pages: [],
  },
];
