import { rateLimited } from '../model/answer.ts';
import type { Allowed, Caller, Scenario } from '../model/scenario.ts';
import { answers, busy, each, hours, minutes, type Trouble } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + minutes(25);

/** What follows from a spike: inhibited, or a ticket. */
export const AFTER_SPIKE: readonly Allowed[] = [
  'ClaudeCallsFailing',
  'ClaudeRateLimitPressure',
  'ClaudeBackoffTime',
].map((alert) => ({ alert, from: BEGIN, until: hours(6), silenced: true }));

/** So often that a quarter of a minute of an instance is never without a 429 by chance, where half of attempts are. */
export const often = (...troubles: readonly Trouble[]): Caller => ({
  ...busy(...troubles),
  perMinute: () => 120,
});

/** A share of attempts that grows for `rise` seconds to `share`, and stays there. */
export function spike(
  name: string,
  seed: number,
  { share, rise, within }: { share: number; rise: number; within: number },
): Scenario {
  return {
    name,
    seed,
    hours: 6,
    instances: [{ name: 'a:9464' }, { name: 'b:9464' }],
    callers: [
      often({
        span: [BEGIN, END],
        share: (at) => share * Math.min(1, rise === 0 ? 1 : (at - BEGIN) / rise),
        answer: (random) => rateLimited(random),
      }),
    ],
    fires: [
      {
        alert: 'ClaudeRateLimitSpike',
        model: 'claude-opus-5-5',
        from: BEGIN,
        within,
        shownBy: 'rate_limited',
        until: END + minutes(25),
      },
    ],
    mayFire: AFTER_SPIKE,
    pages: [['ClaudeRateLimitSpike']],
  };
}

// A second before a scrape, which has little of it but counts.
const AGAIN = [BEGIN, BEGIN + hours(2)].map((at) => at + 4);

const TWO_SPIKES: Scenario = {
  ...spike('spikes to 90 % at once, two hours apart', 97, { share: 0.9, rise: 0, within: 60 }),
  instances: [{ name: 'a:9464' }],
  callers: [
    {
      ...busy(
        ...AGAIN.map(
          (from): Trouble => ({
            span: [from, from + minutes(8)],
            share: 0.9,
            answer: (random) => rateLimited(random),
          }),
        ),
      ),
      perMinute: () => 180,
    },
  ],
  whole: true,
  fires: AGAIN.map((from) => ({
    alert: 'ClaudeRateLimitSpike',
    model: 'claude-opus-5-5',
    from,
    within: 60,
    shownBy: 'rate_limited',
    until: from + minutes(33),
    steadily: false,
  })),
  pages: [['ClaudeRateLimitSpike'], ['ClaudeRateLimitSpike']],
};

/** Five steepnesses, and the shares that the targets are about. */
export const SPIKES: readonly Scenario[] = [
  TWO_SPIKES,
  spike('spike to 60 % at once', 62, { share: 0.6, rise: 0, within: 60 }),
  spike('spike to 60 % within one minute', 63, { share: 0.6, rise: 60, within: 120 }),
  spike('spike to 50 % within five minutes', 64, { share: 0.5, rise: 300, within: 300 }),
  spike('spike to 30 % within fifteen minutes', 65, { share: 0.3, rise: 900, within: 780 }),
  spike('spike to 20 % at once', 66, { share: 0.2, rise: 0, within: 180 }),
  spike('spike to 13 % at once', 67, { share: 0.13, rise: 0, within: 900 }),
  {
    ...spike('spike to 100 % of a small service', 68, { share: 1, rise: 0, within: 90 }),
    instances: [{ name: 'a:9464' }],
    callers: [
      {
        model: 'claude-opus-5-5',
        at: each(10, [0, hours(6)]),
        answers: answers(undefined, {
          span: [BEGIN, END],
          share: 1,
          answer: (random) => rateLimited(random),
        }),
      },
    ],
  },
];
