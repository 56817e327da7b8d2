import type { LimitPlan } from '../model/limit.ts';
import type { Scenario } from '../model/scenario.ts';
import { busy, during, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const PAUSE = BEGIN + minutes(30);
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
    // Twice as much as comes in: half an hour from full to a tenth. After ten minutes it goes on: that is one trouble.
    name: 'headroom falls towards zero',
    seed: 171,
    hours: 6,
    callers: [{ ...busy(), perMinute: () => 240 }],
    limits: [
      {
        ...tokens,
        limit: 10_000_000,
        refill: { perSecond: 5100 },
        use: (at) => {
          if (at < BEGIN || (at >= PAUSE && at < PAUSE + minutes(10))) return 1250;
          return at < PAUSE + minutes(13) ? 2500 : 600;
        },
      },
    ],
    fires: [
      {
        alert: 'ClaudeRateLimitHeadroomLow',
        model: 'claude-opus-5-5',
        from: BEGIN,
        within: minutes(30),
        until: PAUSE + minutes(35),
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
    // An instance that gets no calls from then on knows of a bucket that is nearly empty. It is full again soon.
    name: 'the last reading of one instance is low and grows old',
    seed: 174,
    hours: 6,
    instances: [{ name: 'a:9464' }, { name: 'b:9464', idle: [[BEGIN + minutes(1), hours(6)]] }],
    callers: [busy()],
    limits: [
      {
        ...tokens,
        limit: 1_000_000,
        refill: { perSecond: 3000 },
        use: during([BEGIN, BEGIN + minutes(1)], 19_000, 500),
      },
    ],
    tempts: ['ClaudeRateLimitHeadroomLow'],
    fires: [],
    pages: [],
  },
  {
    name: 'nine tenths are used by each reset, an hour apart',
    seed: 175,
    hours: 6,
    callers: [busy()],
    limits: [{ ...tokens, limit: 20_000_000, refill: { every: 3600 }, use: () => 5000 }],
    tempts: ['ClaudeRateLimitHeadroomLow'],
    fires: [],
    pages: [],
  },
  {
    // One of two instances knows of the reset before only, as it gets no calls any more.
    name: 'used up long before the reset, an hour apart',
    seed: 176,
    hours: 6,
    instances: [{ name: 'a:9464' }, { name: 'b:9464', idle: [[BEGIN - minutes(2), hours(6)]] }],
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
    // By the slow fall, it would take an hour from a quarter to nothing: not in a quarter of an hour.
    name: 'headroom falls to two fifths, then slowly to a fifth',
    seed: 177,
    hours: 6,
    callers: [{ ...busy(), perMinute: () => 240 }],
    limits: [
      {
        ...tokens,
        limit: 5_000_000,
        refill: { perSecond: 5000 },
        use: (at) => {
          if (at >= BEGIN && at < BEGIN + 750) return 2250;
          return at >= PAUSE && at < PAUSE + minutes(40) ? 1350 : 1200;
        },
      },
    ],
    tempts: ['ClaudeRateLimitHeadroomLow'],
    fires: [],
    pages: [],
  },
];
