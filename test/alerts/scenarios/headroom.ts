import type { LimitPlan } from '../model/limit.ts';
import type { Scenario } from '../model/scenario.ts';
import { busy, during, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const tokens: Pick<LimitPlan, 'type' | 'model'> = {
  type: 'input_tokens',
  model: 'claude-opus-5-5',
};

/** A call each second, of 5,000 tokens or of more: 300,000 in a minute. */
const use = (span: readonly [number, number], more: number): LimitPlan['use'] =>
  during(span, 5000 * more, 5000);

/** What is left of a limit, and whether that matters. */
export const HEADROOM: readonly Scenario[] = [
  {
    // Twice as much as comes in: half an hour from full to a tenth, and then as before.
    name: 'headroom falls towards zero',
    seed: 171,
    hours: 6,
    callers: [busy()],
    limits: [
      {
        ...tokens,
        limit: 10_000_000,
        refill: { perSecond: 5100 },
        use: use([BEGIN, BEGIN + minutes(30)], 2),
      },
    ],
    fires: [
      {
        alert: 'ClaudeRateLimitHeadroomLow',
        model: 'claude-opus-5-5',
        from: BEGIN,
        within: minutes(28),
        until: hours(6),
      },
    ],
    pages: [],
  },
  {
    name: 'headroom is a calm saw-tooth',
    seed: 172,
    hours: 6,
    callers: [busy()],
    limits: [{ ...tokens, limit: 1_000_000, refill: { every: 600 }, use: () => 1200 }],
    tempts: ['ClaudeRateLimitHeadroomLow'],
    fires: [],
    pages: [],
  },
  {
    name: 'a bucket is nearly used up each minute and made whole again',
    seed: 173,
    hours: 6,
    callers: [busy()],
    limits: [{ ...tokens, limit: 400_000, refill: { every: 60 }, use: () => 5000 }],
    tempts: ['ClaudeRateLimitHeadroomLow'],
    fires: [],
    pages: [],
  },
  {
    name: 'the last reading is low and grows old',
    seed: 174,
    hours: 6,
    callers: [{ ...busy(), perMinute: during([BEGIN, BEGIN + minutes(2)], 60, 0) }],
    limits: [{ ...tokens, limit: 1_000_000, refill: { perSecond: 10 }, use: () => 8000 }],
    tempts: ['ClaudeRateLimitHeadroomLow'],
    fires: [],
    pages: [],
  },
  {
    name: 'half is used by each reset, an hour apart',
    seed: 175,
    hours: 6,
    callers: [busy()],
    limits: [{ ...tokens, limit: 36_000_000, refill: { every: 3600 }, use: () => 5000 }],
    tempts: ['ClaudeRateLimitHeadroomLow'],
    fires: [],
    pages: [],
  },
  {
    name: 'used up long before the reset, an hour apart',
    seed: 176,
    hours: 6,
    callers: [busy()],
    limits: [
      {
        ...tokens,
        limit: 36_000_000,
        refill: { every: 3600 },
        use: use([BEGIN, BEGIN + minutes(58)], 2.5),
      },
    ],
    fires: [
      {
        alert: 'ClaudeRateLimitHeadroomLow',
        model: 'claude-opus-5-5',
        from: BEGIN,
        within: minutes(48),
        until: BEGIN + minutes(100),
      },
    ],
    pages: [],
  },
  {
    name: 'headroom falls to two fifths and stays there',
    seed: 177,
    hours: 6,
    callers: [busy()],
    limits: [
      {
        ...tokens,
        limit: 5_000_000,
        refill: { perSecond: 5000 },
        use: use([BEGIN, BEGIN + 750], 1.8),
      },
    ],
    tempts: ['ClaudeRateLimitHeadroomLow'],
    fires: [],
    pages: [],
  },
];
