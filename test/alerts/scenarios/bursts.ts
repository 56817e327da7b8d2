import { rateLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { busy, minutes } from './traffic.ts';

/** Bursts so many seconds apart, each two seconds later against scrapes and evaluations than the last. */
function bursts(share: number, apart: number): (at: number) => number {
  return (at) => {
    const number = Math.floor(at / apart);
    const since = at - number * apart - minutes(20) - 2 * number;
    return number > 0 && since >= 0 && since < 30 ? share : 0;
  };
}

function scenario(share: number, apart: number, seed: number): Scenario {
  return {
    name: `bursts of 30 s at ${share * 100} %`,
    seed,
    hours: 6,
    instances: [{ name: 'a:9464' }, { name: 'b:9464' }],
    callers: [
      busy({
        span: [0, minutes(345)],
        share: bursts(share, apart),
        answer: (random) => rateLimited(random),
      }),
    ],
    tempts: ['ClaudeRateLimitSpike', 'ClaudeCallsFailing'],
    fires: [],
    pages: [],
  };
}

/** Half a minute of 429 is over before anybody could look. */
export const BURSTS: readonly Scenario[] = [
  scenario(0.6, minutes(25), 71),
  // More often, and calls fail of them that burn the error budget.
  scenario(1, minutes(65), 72),
];
