import { rateLimited } from '../model/answer.ts';
import type { Scenario } from '../model/scenario.ts';
import { busy, minutes } from './traffic.ts';

/** Each quarter of an hour a burst, each two seconds later against scrapes and evaluations than the last. */
function bursts(share: number): (at: number) => number {
  return (at) => {
    const number = Math.floor(at / minutes(15));
    const since = at - number * minutes(15) - 300 - 2 * number;
    return since >= 0 && since < 30 ? share : 0;
  };
}

/** Half a minute of 429 is over before anybody could look. */
export const BURSTS: readonly Scenario[] = [0.6, 1].map((share, place) => ({
  name: `bursts of 30 s at ${share * 100} %`,
  seed: 71 + place,
  hours: 6,
  instances: [{ name: 'a:9464' }, { name: 'b:9464' }],
  callers: [
    busy({
      span: [0, minutes(345)],
      share: bursts(share),
      answer: (random) => rateLimited(random),
    }),
  ],
  fires: [],
  mayFire: [{ alert: 'ClaudeRateLimitPressure', from: minutes(60), until: minutes(360) }],
  pages: [],
}));
